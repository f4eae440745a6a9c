"""Addresses of licences and their types, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path, re_path

from tongban.faces.workbench.licences import alarms, pages, runs, types

urlpatterns: list[URLPattern | URLResolver] = [
    path("licences", pages.search, name="licences"),
    path("licences/<uuid:licence>", pages.licence, name="licence"),
    path("licences/<uuid:licence>/take", pages.take, name="licence_take"),
    re_path(r"^licences/(?P<licence>[0-9a-f-]{36})/(?P<form>ofd|pdf)$", pages.file, name="licence_file"),
    path("licence-alarms", alarms.alarms, name="licence_alarms"),
    path("licence-alarms/<uuid:alarm>", alarms.alarm, name="licence_alarm"),
    path("licence-types", types.types, name="licence_types"),
    path("licence-types/new", types.new_type, name="licence_type_new"),
    path("licence-types/<str:code>", types.licence_type, name="licence_type"),
    path("licence-types/<str:code>/state", types.set_state, name="licence_type_state"),
    path("licence-runs", runs.runs, name="licence_runs"),
    path("licence-runs/template", runs.template, name="licence_run_template"),
    path("licence-runs/<uuid:run>", runs.run, name="licence_run"),
    path("licence-runs/<uuid:run>/move", runs.move, name="licence_run_move"),
    path("licence-runs/<uuid:run>/faults.csv", runs.faults, name="licence_run_faults"),
]
