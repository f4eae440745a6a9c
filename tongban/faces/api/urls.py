"""Addresses of the api face."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.api import health
from tongban.faces.api.v1.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("api/v1/", api.urls),
]
