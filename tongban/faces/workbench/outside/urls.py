"""Addresses of the simulators' inbox."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.outside import pages, signing

app_name = "outside"
urlpatterns: list[URLPattern | URLResolver] = [
    path("outside", pages.inbox, name="inbox"),
    path("outside/requests/<uuid:request_id>", signing.sign, name="request"),
    path("outside/<slug:channel>/faults", pages.set_faults, name="faults"),
]
