"""Addresses of the catalogue's reports and checks, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.reports import consistency, findings, indicators, lists, proofs

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports", consistency.consistency, name="reports"),
    path("reports/consistency/progress", consistency.progress, name="consistency_progress"),
    path("reports/consistency/request", consistency.request_report, name="request_consistency"),
    path("reports/consistency.csv", consistency.consistency_file, name="consistency_file"),
    path("reports/indicators", indicators.indicators, name="indicators"),
    path("reports/indicators/<slug:code>", indicators.behind, name="indicator"),
    path("reports/reductions", indicators.reductions, name="reductions"),
    path("reports/lists", lists.public_lists, name="public_lists"),
    path("reports/lists/refresh", lists.refresh, name="refresh_lists"),
    path("reports/lists/<slug:code>", lists.public_list, name="public_list"),
    path("reports/lists/<slug:code>.csv", lists.public_list_file, name="public_list_file"),
    path("findings", findings.findings, name="findings"),
    path("findings/check", findings.check, name="check_catalogue"),
    path("findings/<uuid:finding>", findings.finding, name="finding"),
    path("proofs", proofs.proofs, name="proofs"),
    path("reports/mergers", proofs.mergers, name="mergers"),
]
