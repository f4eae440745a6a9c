"""Addresses of the implementing list, inside the workbench's."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.items import bulk, claims, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("items", pages.own, name="items"),
    path("items/review", claims.review, name="item_review"),
    path("items/review/publish", claims.publish, name="item_publish"),
    path("items/claim", claims.claimable, name="item_claim"),
    path("items/claim/refuse", claims.refuse, name="item_refuse"),
    path("items/rates", claims.rates_page, name="claim_rates"),
    path("items/bulk", bulk.runs_page, name="bulk"),
    path("items/bulk/<uuid:run>", bulk.run_page, name="bulk_run"),
    path("items/bulk/<uuid:run>/<str:move>", bulk.move_run, name="bulk_move"),
    path("items/<int:item>", pages.item_page, name="item"),
    path("items/<int:item>/<str:step>", pages.step_item, name="item_step"),
]
