"""Addresses of the programs that call the API, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.clients import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.clients, name="clients"),
    path("new", pages.new, name="client_new"),
    path("<uuid:client>", pages.one, name="client"),
    path("<uuid:client>/keys", pages.make_key, name="client_key"),
    path("<uuid:client>/close", pages.close, name="client_close"),
]
