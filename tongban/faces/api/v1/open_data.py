"""GET /open-data/items.jsonl and items.csv: every item that is offered, to be kept and counted by anybody."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from ninja import Field, Query, Router, Schema

from tongban.faces.api.problems import Problem
from tongban.registers.catalogue.queries import open_data

MEDIA_TYPES = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
router = Router(tags=["open data"])


class Asked(Schema):
    region: str = Field("", pattern="^([0-9]{12})?$", description="What is offered here and below; empty: everywhere")


def items_as_lines(request: HttpRequest, asked: Query[Asked]) -> HttpResponseBase:
    """One JSON object a line: codes, names, body, region, figures, address and telephones."""
    return _download(request, "jsonl", asked.region or None)


def items_as_table(request: HttpRequest, asked: Query[Asked]) -> HttpResponseBase:
    """The same as a table: UTF-8 with a byte order mark, formulas defused."""
    return _download(request, "csv", asked.region or None)


def _download(request: HttpRequest, form: str, region: str | None) -> HttpResponseBase:
    now = timezone.now()
    etag = f'"{open_data.find_stamp(region=region, at=now)}-{form}"'
    if request.method == "HEAD" or "HTTP_IF_NONE_MATCH" in request.META:
        known = get_conditional_response(request, etag=etag, response=HttpResponse(content_type=MEDIA_TYPES[form]))
        if known is not None and (known.status_code == 304 or request.method == "HEAD"):
            return _named(known, form, etag)
    lines = open_data.stream_items(form, region=region, at=now)
    return _named(StreamingHttpResponse(lines, content_type=MEDIA_TYPES[form]), form, etag)


def _named(response: HttpResponseBase, form: str, etag: str) -> HttpResponseBase:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    if response.status_code != 304:
        response.headers["Content-Disposition"] = f'attachment; filename="items.{form}"'
    return response


_STREAM = {"type": "string"}
_REFUSED = dict.fromkeys((400, 404, 405, 414, 422), Problem)


def _describe(form: str) -> dict[str, object]:
    content = {MEDIA_TYPES[form].partition(";")[0]: {"schema": _STREAM}}
    return {"responses": {200: {"description": "OK", "content": content}, 304: {"description": "Not modified"}}}


for _form, _view in (("jsonl", items_as_lines), ("csv", items_as_table)):
    _path = f"/open-data/items.{_form}"
    router.get(_path, response=_REFUSED, operation_id=f"items_{_form}", openapi_extra=_describe(_form))(_view)
    router.api_operation(["HEAD"], _path, include_in_schema=False)(_view)
