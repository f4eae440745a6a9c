"""Addresses of the lists and of work going from hand to hand."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.workbench.worklist import batch, exports, handing, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.mine, name="mine"),
    path("unit", pages.unit, name="unit"),
    path("work/<uuid:row>/claim", handing.claim, name="claim"),
    path("work/<uuid:row>/release", handing.release, name="release"),
    path("work/<uuid:row>/hand-over", handing.hand_over, name="hand_over"),
    *[path(f"work/<uuid:row>/{how}", handing.answer, {"how": how}, name=how) for how in ("take", "refuse", "recall")],
    path("batch", batch.batch, name="batch"),
    path("export", exports.export, name="export"),
    path("exports", exports.exports, name="work_exports"),
    path("exports/<uuid:export>", exports.progress, name="work_export"),
    path("exports/<uuid:export>/again", exports.again, name="work_export_again"),
    path("exports/<uuid:export>/file", exports.file, name="work_export_file"),
]
