"""Addresses of the parked jobs, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.parked import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("parked", pages.parked, name="parked"),
    path("parked/again", pages.all_again, name="all_again"),
    path("parked/<uuid:run>/again", pages.again, name="again"),
]
