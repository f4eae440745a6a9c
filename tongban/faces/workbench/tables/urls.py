"""Addresses of workbooks out and in, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.tables import exports, imports

urlpatterns: list[URLPattern | URLResolver] = [
    path("", exports.overview, name="tables"),
    path("export", exports.export, name="table_export"),
    path("template", exports.template, name="table_template"),
    path("exports/<uuid:workbook>", exports.progress, name="table_progress"),
    path("exports/<uuid:workbook>/file", exports.file, name="table_file"),
    path("import", imports.hand_in, name="table_import"),
    path("import/<uuid:workbook>", imports.report, name="table_report"),
    path("import/<uuid:workbook>/again", imports.again, name="table_again"),
    path("import/<uuid:workbook>/faults.csv", imports.faults, name="table_faults"),
]
"""Every page here is for whoever reads the catalogue; handing in asks besides for the right to edit."""
