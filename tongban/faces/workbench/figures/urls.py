"""Addresses of the figures over cases, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.figures import answering, pages, ways

urlpatterns: list[URLPattern | URLResolver] = [
    path("case-figures", pages.figures, name="case_figures"),
    path("case-figures/<slug:code>", pages.behind, name="case_figure"),
    path("case-ways", ways.ways, name="case_ways"),
    path("entry-quality", ways.quality, name="entry_quality"),
    path("default-grants", answering.default_grants, name="default_grants"),
]
