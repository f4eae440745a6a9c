"""Addresses of the register of departments' systems, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.systems import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("systems", pages.systems, name="systems"),
    path("systems/new", pages.new, name="system_new"),
    path("systems/of/<slug:code>", pages.one, name="system"),
    path("systems/of/<slug:code>/close", pages.close, name="system_close"),
]
