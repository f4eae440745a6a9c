"""Addresses of the parked jobs, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.parked import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.parked, name="parked"),
    path("/again", pages.all_again, name="all_again"),
    path("/<uuid:run>/again", pages.again, name="again"),
]
