"""Addresses of the issuing counter, inside the workbench's."""

from django.urls import path

from tongban.faces.workbench.issuing import pages

urlpatterns = [
    path("issuing", pages.waiting, name="issuing"),
    path("issuing/<str:number>", pages.hand_out, name="issuing_case"),
]
