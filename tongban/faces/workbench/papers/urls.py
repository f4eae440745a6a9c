"""Addresses of the papers of a case, of its archive, and of how a region words its papers."""

from django.urls import path

from tongban.faces.workbench.papers import archives, pages, wordings

urlpatterns = [
    path("cases/<str:number>/papers/<uuid:document>.pdf", pages.paper, name="case_paper"),
    path("cases/<str:number>/archive", archives.archive, name="case_archive"),
    path("papers", wordings.own, name="wordings"),
    path("papers/<str:region>", wordings.kinds, name="wording_kinds"),
    path("papers/<str:region>/<str:kind>/<str:language>", wordings.wording, name="wording"),
    path("papers/<str:region>/<str:kind>/<str:language>/preview.pdf", wordings.preview, name="wording_preview"),
]
