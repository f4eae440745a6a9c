"""Every address of the house: one include per face."""

from django.urls import include, path

urlpatterns = [
    path("", include("tongban.faces.api.urls")),  # first: machines ask most often
    path("", include("tongban.faces.entrance.urls")),
    path("", include("tongban.faces.portal.urls")),
    path("workbench/", include("tongban.faces.workbench.urls")),
    path("dev/", include("tongban.faces.workbench.outside.urls")),
    path("", include("tongban.foundation.ui.urls")),
]

handler400 = "tongban.foundation.ui.errors.bad_request"
handler403 = "tongban.foundation.ui.errors.permission_denied"
handler404 = "tongban.foundation.ui.errors.page_not_found"
handler500 = "tongban.foundation.ui.errors.server_error"
