"""Addresses of the simulators' inbox."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.outside import pages

app_name = "outside"
urlpatterns: list[URLPattern | URLResolver] = [
    path("outside", pages.inbox, name="inbox"),
    path("outside/<slug:channel>/faults", pages.set_faults, name="faults"),
]
