"""Addresses of the region profiles, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.profiles import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("regions", pages.own, name="profiles"),
    path("regions/<str:region>/profile", pages.profile, name="profile"),
    path("regions/<str:region>/profile/<str:key>", pages.entry, name="profile_entry"),
    path("regions/<str:region>/profile/<str:key>/withdrawal", pages.withdrawal, name="profile_withdrawal"),
]
