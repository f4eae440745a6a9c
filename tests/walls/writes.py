"""Finds writes to the database in Python source: through managers, querysets, instances, or as SQL."""

import ast
import re

ON_ANYTHING = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ON_QUERYSETS = {"create", "update", "delete"}
MAKES_A_QUERYSET = {"all", "filter", "exclude", "select_for_update", "select_related", "using", "order_by", "none"}
SQL = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE\s+\w[\w.\"]*\s+(?:AS\s+\w+\s+|\w+\s+)?SET\b|DELETE\s+FROM|TRUNCATE\s|MERGE\s+INTO"
    r"|COPY\s+\w[\w.\"]*\s*(?:\([^)]*\)\s*)?FROM\b)"
)


def writes_in(source: str) -> list[tuple[int, str]]:
    """Line and text of each write in the source."""
    found = []
    tree = ast.parse(source)
    prose = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_write(node.func):
            found.append((node.lineno, ast.unparse(node)[:80]))
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
        if is_text and (match := SQL.search(node.value)):
            found.append((node.lineno, match.group()))
    return sorted(found)


def _is_write(call: ast.Attribute) -> bool:
    if call.attr in ON_ANYTHING:
        return True
    if call.attr == "delete" and isinstance(call.value, ast.Name):
        return True
    return call.attr in ON_QUERYSETS and _is_queryset(call.value)


def _is_queryset(node: ast.expr) -> bool:
    """True for `X.objects…`, `x._default_manager…` and for calls chained behind filter(), all() and their kin."""
    if isinstance(node, ast.Attribute):
        return node.attr in {"objects", "_default_manager", "_base_manager"}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in MAKES_A_QUERYSET or _is_queryset(node.func.value)
    return False


def _docstrings(tree: ast.AST) -> set[int]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
