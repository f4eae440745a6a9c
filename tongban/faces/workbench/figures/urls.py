"""Addresses of the figures over cases, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.figures import answering, pages, reuse, ways

urlpatterns: list[URLPattern | URLResolver] = [
    path("case-figures", pages.figures, name="case_figures"),
    path("case-figures/<slug:code>", pages.behind, name="case_figure"),
    path("case-reuse", reuse.figures, name="case_reuse"),
    path("case-reuse/<slug:code>", reuse.behind, name="case_reuse_behind"),
    path("case-ways", ways.ways, name="case_ways"),
    path("entry-quality", ways.quality, name="entry_quality"),
    path("default-grants", answering.default_grants, name="default_grants"),
]
