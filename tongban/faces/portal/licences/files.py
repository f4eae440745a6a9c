"""Sealed documents as downloads."""

from urllib.parse import quote

from django.http import HttpResponse

MEDIA = {"ofd": "application/ofd", "pdf": "application/pdf"}


def answer_with(content: bytes, name: str, form: str) -> HttpResponse:
    """The file under its own name, to keep and not to open in the page."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return HttpResponse(content, content_type=MEDIA[form], headers=headers)
