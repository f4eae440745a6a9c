"""Address of the page for cases that are typed a second time."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.typed import pages

urlpatterns: list[URLPattern | URLResolver] = [path("typed", pages.typed, name="typed")]
