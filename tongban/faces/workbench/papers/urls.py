"""Addresses of the papers of a case."""

from django.urls import path

from tongban.faces.workbench.papers import pages

urlpatterns = [
    path("cases/<str:number>/papers/<uuid:document>.pdf", pages.paper, name="case_paper"),
]
