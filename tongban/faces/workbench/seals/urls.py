"""Addresses of the seals, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.seals import changes, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("seals", pages.seals, name="seals"),
    path("seals/new", changes.new, name="seal_new"),
    path("seals/cases/<uuid:case>", pages.case_of_use, name="seal_use_case"),
    path("seals/<uuid:seal>", pages.seal, name="seal"),
    path("seals/<uuid:seal>/picture.png", pages.picture, name="seal_picture"),
    path("seals/<uuid:seal>/steps", changes.authorise, name="seal_authorise"),
    path("seals/<uuid:seal>/<str:move>", changes.move, name="seal_move"),
]
