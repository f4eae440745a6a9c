"""Every address of the house, and `/bare/<name>`: the bytes of `$BARE/<name>`, through the same middleware."""

import os
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tongban.config import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@cache
def _bytes(name: str) -> bytes:
    return (Path(os.environ["BARE"]) / name).read_bytes()


def bare(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_bytes(name), content_type="text/html; charset=utf-8")


urlpatterns = [path("", include("tongban.config.urls")), path("bare/<str:name>", bare)]
