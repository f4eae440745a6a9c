"""Addresses that belong to no single face."""

from django.urls import URLPattern, URLResolver, path

from tongban.foundation.ui import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", pages.change_preferences, name="preferences"),
    path("dev/components", pages.components, name="components"),
    path("dev/components/<slug:name>", pages.components, name="component"),
    path("dev/layouts/<slug:name>", pages.layout, name="layout"),
]
