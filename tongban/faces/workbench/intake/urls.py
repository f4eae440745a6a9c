"""Addresses of the window intake, inside the workbench's."""

from django.urls import path

from tongban.faces.workbench.intake import answering, filling, finding

urlpatterns = [
    path("intake", finding.find_item, name="intake"),
    path("intake/receipts/<str:number>", finding.receipt, name="intake_receipt"),
    path("intake/cases/<str:number>", answering.answer, name="intake_answer"),
    path("intake/<str:item>", finding.applicant, name="intake_applicant"),
    path("intake/<str:item>/<uuid:party>", filling.fill_in, name="intake_form"),
]
