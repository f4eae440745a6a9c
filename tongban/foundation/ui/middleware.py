"""Reads language, text size and theme of each visitor from cookies."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation


class PreferencesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate("en" if request.COOKIES.get("tb_lang") == "en" else "zh-hans")
        return self.get_response(request)
