"""Addresses of the portal."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.portal.entrance import pages as entrance
from tongban.faces.portal.help import pages as help_pages
from tongban.faces.portal.home import pages as home
from tongban.faces.portal.items import pages as items
from tongban.faces.portal.regions import pages as regions
from tongban.faces.portal.search import pages as search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    path("region", regions.region, name="region"),
    path("items/<str:code>", items.item, name="item"),
    path("items/<str:code>/print", items.print_page, name="item_print"),
    path("items/<str:code>/forms/blank.pdf", items.form, {"filled": False}, name="item_blank_form"),
    path("items/<str:code>/forms/sample.pdf", items.form, {"filled": True}, name="item_sample_form"),
    path("me", entrance.me, name="me"),
    path("help", help_pages.help_page, name="help"),
    path("accessibility", help_pages.accessibility, name="accessibility"),
]
