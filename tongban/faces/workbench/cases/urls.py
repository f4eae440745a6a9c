"""Addresses of cases and of what supervision found."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.cases import findings, pages, viewer

urlpatterns: list[URLPattern | URLResolver] = [
    path("supervision", findings.findings, name="case_findings"),
    path("cases/<str:number>", pages.case, name="case"),
    path("cases/<str:number>/note", pages.note, name="case_note"),
    path("cases/<str:number>/reveal", pages.reveal, name="case_reveal"),
    path("cases/<str:number>/materials/<str:code>", viewer.material, name="case_material"),
    path("cases/<str:number>/signatures/<int:version>", viewer.signed_paper, name="case_signed_paper"),
    path("cases/<str:number>/steps/<str:step>", pages.take_step, name="case_step"),
]
