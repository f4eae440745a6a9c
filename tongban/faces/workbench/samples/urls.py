"""Addresses of result samples, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.samples import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/leaves/<str:code>/samples", pages.samples, name="leaf_samples"),
    path("catalogue/leaves/<str:code>/samples/<uuid:sample>/remove", pages.remove, name="leaf_sample_remove"),
]
