"""Addresses of the base catalogue and its adjustments, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.catalogue import adjustments, editing, editions, loading, pages, preview, proposals

urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue", pages.entries, name="catalogue_entries"),
    path("catalogue/entries/<str:code>", pages.entry, name="catalogue_entry"),
    path("catalogue/entries/<str:code>/addition", editing.addition, name="catalogue_addition"),
    path("catalogue/leaves/<str:code>", pages.leaf, name="catalogue_leaf"),
    path("catalogue/leaves/<str:code>/comparison", pages.comparison, name="catalogue_comparison"),
    path("catalogue/leaves/<str:code>/change", editing.change, name="catalogue_change"),
    path("catalogue/editions", editions.listed, name="catalogue_editions"),
    path("catalogue/editions/<str:region>/<str:code>", editions.contents, name="catalogue_edition"),
    path("catalogue/loading", loading.page, name="catalogue_loading"),
    path("catalogue/loading/template", loading.template, name="catalogue_loading_template"),
    path("catalogue/form-preview", preview.page, name="catalogue_preview"),
    path("catalogue/propose/<str:kind>", proposals.propose, name="catalogue_propose"),
    path("catalogue/adjustments", adjustments.listed, name="catalogue_adjustments"),
    path("catalogue/adjustments/<uuid:adjustment>", adjustments.desk_of, name="catalogue_adjustment"),
    path("catalogue/adjustments/<uuid:adjustment>/edit", editing.edit, name="catalogue_adjustment_edit"),
    path("catalogue/adjustments/<uuid:adjustment>/<str:step>", adjustments.take, name="catalogue_adjustment_step"),
]
