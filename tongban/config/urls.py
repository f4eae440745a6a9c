"""Every address of the house: one include per face."""

from django.urls import include, path

urlpatterns = [
    path("", include("tongban.faces.portal.urls")),
    path("workbench/", include("tongban.faces.workbench.urls")),
    path("", include("tongban.faces.api.urls")),
    path("", include("tongban.foundation.ui.urls")),
]
