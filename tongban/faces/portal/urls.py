"""Addresses of the portal."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.portal.cases import answering, beginning, checking, delivering, filling, handing_in, mine, own
from tongban.faces.portal.cases.progress import progress
from tongban.faces.portal.cases.receipt import receipt
from tongban.faces.portal.delivery import pages as delivery
from tongban.faces.portal.entrance import pages as entrance
from tongban.faces.portal.help import pages as help_pages
from tongban.faces.portal.home import pages as home
from tongban.faces.portal.items import pages as items
from tongban.faces.portal.licences import copies as licence_copies
from tongban.faces.portal.licences import file as own_file
from tongban.faces.portal.licences import showing, wallet
from tongban.faces.portal.messages import pages as messages
from tongban.faces.portal.openness import editions
from tongban.faces.portal.openness import pages as openness
from tongban.faces.portal.openness import proofs as open_proofs
from tongban.faces.portal.papers import pages as papers
from tongban.faces.portal.regions import pages as regions
from tongban.faces.portal.search import pages as search
from tongban.faces.portal.towns import pages as towns
from tongban.faces.portal.verification import authorities
from tongban.faces.portal.verification import pages as verification

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    path("search/suggest", search.suggest, name="search_suggest"),
    path("themes/<str:audience>/<str:code>", search.theme, name="theme"),
    path("life-events/<slug:code>", search.life_event, name="life_event"),
    path("departments/<str:code>", search.department, name="department"),
    path("towns/<str:code>", towns.town, name="town"),
    path("region", regions.region, name="region"),
    path("items/<str:code>", items.item, name="item"),
    path("items/<str:code>/print", items.print_page, name="item_print"),
    path("items/<str:code>/result-samples/<uuid:sample>", items.result_sample, name="item_result_sample"),
    path("items/<str:code>/forms/blank.pdf", items.form, {"filled": False}, name="item_blank_form"),
    path("items/<str:code>/forms/sample.pdf", items.form, {"filled": True}, name="item_sample_form"),
    path("apply/<str:item>", beginning.apply, name="apply"),
    path("apply/<str:item>/<uuid:draft>/form", filling.form, name="apply_form"),
    path("apply/<str:item>/<uuid:draft>/materials", handing_in.materials, name="apply_materials"),
    path("apply/<str:item>/<uuid:draft>/delivery", delivering.delivery, name="apply_delivery"),
    path("apply/<str:item>/<uuid:draft>/check", checking.check, name="apply_check"),
    path("apply/<str:item>/<uuid:draft>/discard", checking.discard, name="apply_discard"),
    path("cases/<str:number>/receipt", receipt, name="case_receipt"),
    path("cases/<str:number>/correct", answering.correct, name="case_correct"),
    path("cases/<str:number>/supply", answering.supply, name="case_supply"),
    path("cases/<str:number>/withdraw", own.withdraw, name="case_withdraw"),
    path("cases/<str:number>/materials/<str:code>", own.material, name="case_material"),
    path("cases/<str:number>", own.case, name="case"),
    path("progress", progress, name="progress"),
    path("me/cases", mine.my_cases, name="my_cases"),
    path("openness", openness.openness, name="openness"),
    path("openness/editions/<str:region>/<str:code>", editions.edition, name="openness_edition"),
    path("openness/indicators/<slug:code>", openness.indicator, name="openness_indicator"),
    path("openness/lists/cancelled_proofs", open_proofs.proofs, name="openness_proofs"),
    path("openness/lists/cancelled_proofs.csv", open_proofs.proofs_file, name="openness_proofs_file"),
    path("openness/lists/<slug:code>", openness.public_list, name="openness_list"),
    path("openness/lists/<slug:code>.csv", openness.public_list_file, name="openness_list_file"),
    path("cases/<str:number>/papers/<uuid:document>.pdf", papers.paper, name="case_paper"),
    path("me", entrance.me, name="me"),
    path("me/messages", messages.my_messages, name="my_messages"),
    path("me/messages/read", messages.read_all, name="my_messages_read"),
    path("me/messages/<uuid:notice>", messages.message, name="my_message"),
    path("me/file", own_file.own_file, name="my_file"),
    path("me/licences", wallet.my_licences, name="my_licences"),
    path("me/licences/code", showing.show, name="my_code"),
    path("me/licences/code/scans", showing.scans, name="my_code_scans"),
    path("me/licences/code/back", showing.take_back, name="my_code_back"),
    path("me/licences/looks", wallet.looks, name="my_licence_looks"),
    path("me/licences/consents", wallet.consents, name="my_consents"),
    path("me/licences/consents/<uuid:consent>/withdraw", wallet.withdraw, name="my_consent_withdraw"),
    path("me/licences/copies/<uuid:copy>.<str:form>", licence_copies.copy_file, name="my_copy_file"),
    path("me/licences/<uuid:licence>/copy", licence_copies.make, name="my_copy"),
    path("me/licences/<uuid:licence>", wallet.licence, name="my_licence"),
    path("me/licences/<uuid:licence>.<str:form>", wallet.licence_file, name="my_licence_file"),
    path("cases/<str:number>/delivery", delivery.delivery, name="case_delivery"),
    path("cases/<str:number>/delivery/address", delivery.address, name="case_delivery_address"),
    path("cases/<str:number>/delivery/fetch", delivery.fetch, name="case_delivery_fetch"),
    path("c/<str:token>", showing.elsewhere, name="shown_code"),
    path("verify", verification.verify, name="verify"),
    path("verify/authorities/<slug:name>.cer", authorities.certificate, name="authority_certificate"),
    path("verify/authorities/<slug:name>.crl", authorities.revocation_list, name="authority_revocations"),
    path("v/<str:identifier>", verification.licence, name="verified_licence"),
    path("help", help_pages.help_page, name="help"),
    path("accessibility", help_pages.accessibility, name="accessibility"),
]
