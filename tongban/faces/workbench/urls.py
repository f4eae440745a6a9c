"""Addresses of the workbench."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.faces.workbench.entrance import pages as entrance

app_name = "workbench"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tongban.faces.workbench.intake.urls")),
    path("", include("tongban.faces.workbench.issuing.urls")),
    path("", include("tongban.faces.workbench.worklist.urls")),
    path("", include("tongban.faces.workbench.cases.urls")),
    path("", include("tongban.faces.workbench.figures.urls")),
    path("", include("tongban.faces.workbench.systems.urls")),
    path("clients/", include("tongban.faces.workbench.clients.urls")),
    path("access/", include("tongban.faces.workbench.access.urls")),
    path("", include("tongban.faces.workbench.items.urls")),
    path("", include("tongban.faces.workbench.papers.urls")),
    path("", include("tongban.faces.workbench.parked.urls")),
    path("", include("tongban.faces.workbench.messages.urls")),
    path("", include("tongban.faces.workbench.profiles.urls")),
    path("", include("tongban.faces.workbench.catalogue.urls")),
    path("", include("tongban.faces.workbench.samples.urls")),
    path("", include("tongban.faces.workbench.reports.urls")),
    path("", include("tongban.faces.workbench.typed.urls")),
    path("", include("tongban.faces.workbench.licences.urls")),
    path("", include("tongban.faces.workbench.seals.urls")),
    path("tables/", include("tongban.faces.workbench.tables.urls")),
    path("desk", entrance.desk_page, name="desk"),
    path("desk/post", entrance.take_post, name="take_post"),
]
