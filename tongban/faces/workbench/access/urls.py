"""Addresses of who may do what, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.access import changes, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("matrix", pages.matrix, name="access_matrix"),
    path("holders", pages.holders, name="access_holders"),
    path("holders/<uuid:account>", pages.holder, name="access_holder"),
    path("find", changes.find, name="access_find"),
    path("holders/<uuid:account>/appoint", changes.appoint, name="access_appoint"),
    path("holders/<uuid:account>/close", changes.close, name="access_close"),
    path("holders/<uuid:account>/reopen", changes.reopen, name="access_reopen"),
    path("posts/<uuid:post>/end", changes.end, name="access_end"),
]
