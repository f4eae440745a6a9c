"""The application form of an item on paper: blank, or filled in as a sample."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongban.foundation.documents.queries import render_pdf
from tongban.registers.catalogue.queries.guides import Guide
from tongban.registers.forms import queries as forms

_KINDS = {"long_text": "lines", "date": "date", "choice": "choice", "choices": "choice", "yes_no": "choice"}


def can_be_printed(content: Mapping[str, Any]) -> bool:
    """Whether there is a form that can be read; one with faults is never offered."""
    form = content.get("form")
    questions = [row["code"] for row in (content.get("guidance") or {}).get("questions", ()) if "code" in row]
    return bool(form) and not forms.list_faults(form, questions=questions)


def make_sheet(guide: Guide, *, filled: bool, language: str, address: str) -> bytes:
    """The PDF of the form, dated by the version it belongs to: equal versions give equal bytes.

    `language` is "zh-hans" or "en"; `address` leads to the guide. Raises what the form or the document refuses.
    """
    sheet = forms.list_sheet(guide.content["form"], language=language, filled=filled)
    english = language == "en"
    data = {
        "title": (english and guide.name_en) or guide.name,
        "subtitle": sheet["title"],
        "organisation": guide.organisation.name,
        "qr": {"address": address, "label": _("扫码看办事指南")},
        "source": address,
        "version": _("第 %(version)s 版") % {"version": guide.leaf_version},
        "watermark": _("样例") if filled else None,
        "sections": [part for section in sheet["sections"] for part in _parts(section)],
        "signature": {
            "statement": _("以上内容真实、准确、完整，由我负责。"),
            "lines": [_("申请人（签名或者盖章）"), _("日期")],
        },
    }
    return render_pdf("form_sheet", data, language=language, made_on=guide.effective_from)


def _parts(section: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A section of boxes; each list inside it becomes a table of its own."""
    boxes = [_box(row) for row in section["rows"] if not _is_list(row["value"])]
    parts: list[dict[str, Any]] = []
    if boxes:
        parts.append({"title": section["title"], "note": section["hint"] or None, "rows": boxes})
    for row in section["rows"]:
        if _is_list(row["value"]):
            columns = [{"label": label} for label in row["value"]["columns"]]
            lines = [[cell or "" for cell in line] for line in row["value"]["rows"]]
            parts.append({"title": row["label"], "note": row["hint"] or None, "columns": columns, "lines": lines})
    return parts


def _box(row: Mapping[str, Any]) -> dict[str, Any]:
    value, told = row["value"], {"label": row["label"], "hint": row["hint"] or None}
    if isinstance(value, Mapping):
        return told | {"kind": "choice", "options": value["options"], "chosen": value["chosen"]}
    return told | {"kind": _KINDS.get(row["kind"], "line"), "value": value or None}


def _is_list(value: Any) -> bool:
    return isinstance(value, Mapping) and "columns" in value
