"""Which refusals an app's code can raise, read from its source."""

import ast
from pathlib import Path
from types import ModuleType


def codes_in(errors: ModuleType, prefix: str) -> set[str]:
    """The codes "prefix…" that stand in the sources beside `errors`, tests and `errors` itself left out."""
    sources = [path for path in Path(str(errors.__file__)).parent.rglob("*.py") if "tests" not in path.parts]
    trees = [ast.parse(path.read_text()) for path in sources if path != Path(str(errors.__file__))]
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    codes = [text for text in texts if isinstance(text, str) and text.startswith(prefix)]
    return {code for code in codes if code.removeprefix(prefix).isidentifier()}
