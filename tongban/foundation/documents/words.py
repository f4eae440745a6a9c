"""The words that stand in documents of themselves, in the language of the reader."""

from django.utils.translation import gettext as _
from django.utils.translation import override


def fixed_words(language: str) -> dict[str, str]:
    """By the name a template knows them by; {page}, {pages} and {name} are filled in there."""
    with override(language):
        return {
            "page": _("第 {page} 页，共 {pages} 页"),
            "number": _("编号：{number}"),
            "required": _("必填"),
            "blank_date": _("　　　　年　　　月　　　日"),
            "line_number": _("序号"),
            "addressee": _("{name}："),
        }
