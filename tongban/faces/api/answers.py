"""Answers whose bytes PostgreSQL wrote: an ETag of their content, and 304 for who has them already."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response


def cacheable(request: HttpRequest, body: bytes) -> HttpResponse:
    """The JSON, or 304 when `If-None-Match` names it. Caches ask again each time."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    if "HTTP_IF_NONE_MATCH" in request.META:
        return get_conditional_response(request, etag=etag, response=response) or response
    return response
