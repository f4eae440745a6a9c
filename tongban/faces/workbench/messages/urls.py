"""Addresses of notices to staff and of their wordings, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.messages import pages, wordings

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages", pages.messages, name="messages"),
    path("messages/read", pages.read_all, name="messages_read"),
    path("messages/<uuid:notice>", pages.message, name="message"),
    path("messages/wordings", wordings.wordings, name="message_wordings"),
    path("messages/wordings/<str:region>/<str:code>", wordings.wording, name="message_wording"),
]
