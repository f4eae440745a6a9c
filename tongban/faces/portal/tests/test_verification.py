"""Verification for everybody: a licence by its identifier as it stands now, a file by its seals."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.seals.commands import verifying
from tongban.registers.seals.reading import MAX_BYTES
from tongban.registers.seals.reading.tests import make as files
from tongban.registers.seals.tests import make as seals
from tongban.services.licences import commands as licences
from tongban.services.licences import queries
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db


def handed_in(client, content, name="证照.ofd", as_of="", **more):
    return client.post("/verify", {"file": SimpleUploadedFile(name, content), "as_of": as_of}, **more)


@pytest.fixture
def sealed():
    """Sealed a minute ago by the real clock, which is the one the page reads."""
    now = timezone.now() - dt.timedelta(minutes=1)
    seals.body(now)
    seals.seal(now, valid_from=now.date() - dt.timedelta(days=9), valid_until=now.date() + dt.timedelta(days=9))
    return seals.seal_both(now)


@pytest.mark.req("LIC-03", part="verification page")
@pytest.mark.parametrize("name", ["ofd", "pdf"])
def test_a_sealed_file_passes_with_all_its_layers(name, client, sealed):
    page = handed_in(client, getattr(sealed, name), f"证照.{name}").content.decode()
    assert "<h1>核验通过</h1>" in page
    assert page.count('<span class="said">没问题</span>') == {"ofd": 10, "pdf": 7}[name]
    assert "样例证照专用章" in page or name == "pdf"


@pytest.mark.req("LIC-03", part="verification page judges a seal for the day that is asked for, and says which")
def test_a_seal_is_judged_for_the_day_asked_and_the_answer_says_which(client, sealed):
    seal = seals.parts(sealed.ofd)["Doc_0/Signs/Sign_0/Seal.esl"]
    today, before = (handed_in(client, seal, "印章.esl", as_of=day).content.decode() for day in ("", "2021-01-01"))
    assert ("<dt>按哪一天核验</dt><dd>今天</dd>" in today, "<h1>核验通过</h1>" in today) == (True, True)
    assert "这一天，印章在有效期内" in today
    assert ("这是按 2021年1月1日 核验的" in before, "印章还没有到启用的日期" in before) == (True, True)
    document = handed_in(client, sealed.ofd, as_of="2021-01-01").content.decode()
    assert ("<h1>核验通过</h1>" in document, "选的日期（2021年1月1日）只管印章文件" in document) == (True, True)


@pytest.mark.parametrize(("day", "fault"), [("1.1.2021", "日期写得不对"), ("9999-12-31", "这一天还没有到")])
def test_a_day_that_is_none_or_not_yet_is_refused_beside_the_field(client, day, fault):
    answer = handed_in(client, b"%PDF-1.7", as_of=day)
    page = answer.content.decode()
    assert (answer.status_code, page.count(fault), f'value="{day}"' in page) == (422, 2, True)


@pytest.fixture
def licensed():
    """A sealed licence and its file, by the real clock."""
    now = timezone.now() - dt.timedelta(minutes=1)
    licence = make.sealed(now)
    return licence, {form: queries.open_file(licence.id, form, actor=SYSTEM, now=now)[0] for form in ("ofd", "pdf")}


@pytest.mark.req("LIC-06", part="a file's report says how the licence stands now")
@pytest.mark.parametrize("form", ["ofd", "pdf"])
def test_a_licences_file_leads_to_its_licence(form, client, licensed):
    licence, files_of = licensed
    page = handed_in(client, files_of[form], f"证照.{form}").content.decode()
    assert ("<h1>核验通过</h1>" in page, "现在有效</span>" in page) == (True, True)
    assert f'href="/v/{licence.identifier}"' in page


@pytest.mark.req("LIC-03", part="revocation shows on the file, too")
@pytest.mark.parametrize("form", ["ofd", "pdf"])
def test_a_true_seal_on_a_revoked_licence_is_no_good_news(form, client, licensed):
    licence, files_of = licensed
    licences.revoke(licence_id=licence.id, reason="样例原因", by=SYSTEM, now=timezone.now())
    page = handed_in(client, files_of[form]).content.decode()
    assert ("<h1>文件是真的，证照不能用</h1>" in page, "发证机关撤销了这份证照" in page) == (True, True)
    assert "<h1>核验通过</h1>" not in page


def test_what_a_changed_file_says_of_itself_counts_for_nothing(client, licensed):
    licence, files_of = licensed
    page = handed_in(client, files_of["pdf"] + b"\n%%EOF").content.decode()
    assert ("<h1>核验不通过</h1>" in page, licence.identifier in page) == (True, False)


@pytest.mark.req("LIC-03", part="tampering page")
def test_a_changed_file_says_where(client, sealed):
    parts = seals.parts(sealed.ofd)
    page = "Doc_0/Pages/Page_1/Content.xml"
    changed = files.packed(parts | {page: files.flipped(parts[page], b"Content/>")})
    shown = handed_in(client, changed).content.decode()
    assert "<h1>核验不通过</h1>" in shown
    assert f"盖章以后这部分内容改过：{page}" in shown


def test_a_file_by_nobody_we_know_is_left_open(client, sealed):
    stranger = files.packed(files.sealed_parts(files.world()))
    shown = handed_in(client, stranger).content.decode()
    assert "<h1>不能确定</h1>" in shown
    assert "不在我们的信任名单里" in shown


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "文件是空的"), (b"GIF89a", "这种文件不能核验"), (b"PK\3\4" + bytes(MAX_BYTES), "文件太大")],
)
def test_what_cannot_be_read_is_told_in_words(content, told, client):
    answer = handed_in(client, content)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_without_a_file_one_is_asked_for(client):
    assert "请选一个文件" in client.post("/verify").content.decode()


def test_forged_forms_are_refused():
    assert handed_in(Client(enforce_csrf_checks=True), b"PK").status_code == 403


def test_too_many_files_from_one_address(client, monkeypatch):
    monkeypatch.setattr(verifying, "PER_ADDRESS", 2)
    answers = [handed_in(client, b"PK\3\4") for _each in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "核验得太多" in answers[2].content.decode()


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>.ofd", "a" * 300 + ".pdf"])
def test_a_hostile_name_is_only_shown(hostile, client):
    answer = handed_in(client, b"PK\3\4 nothing", hostile)
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


@pytest.mark.req("LIC-06", part="verification page")
def test_a_record_without_seal_says_so(client, now):
    licence = make.licence(now)
    answer = client.get(f"/v/{licence.identifier}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("仅数据，未加盖电子印章") == 2
    assert licence.number in page
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.req("LIC-02", part="check page")
@pytest.mark.parametrize(
    ("step", "told"), [("suspend", "已暂扣"), ("revoke", "已撤销"), ("forfeit", "已吊销"), ("cancel", "已注销")]
)
def test_what_becomes_of_a_licence_shows_at_once(step, told, client, now):
    licence = make.licence(now)
    getattr(licences, step)(licence_id=licence.id, reason="样例原因", by=SYSTEM, now=now)
    assert f"<h1>{told}</h1>" in client.get(f"/v/{licence.identifier}").content.decode()


def test_an_identifier_that_names_nothing(client, now):
    licence = make.licence(now)
    licence_id, other = licence.identifier, "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
    assert licence_id != other
    answer = client.get(f"/v/{other}")
    assert (answer.status_code, "没有查到" in answer.content.decode()) == (404, True)


@pytest.mark.parametrize("typed", ["1.2.156.3005.2.X", "abc", "1.2.156.3005.2." + "9" * 300])
def test_an_identifier_spelt_wrongly_is_explained(typed, client):
    assert client.get(f"/v/{typed}").status_code == 422


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        (" 1.2.156 .3005.2.A ", "/v/1.2.156.3005.2.A"),
        ("https://zwfw.example.cn/v/1.2.156#eJx_-9", "/v/1.2.156#eJx_-9"),
        ("https://evil.example/x", "/v/https%3A%2F%2Fevil.example%2Fx"),
        ("//evil.example", "/v/%2F%2Fevil.example"),
    ],
)
def test_what_is_typed_leads_to_a_licence_of_ours(typed, place, client):
    answer = client.get("/verify", {"identifier": typed})
    assert (answer.status_code, answer["Location"]) == (302, place)


def test_few_statements(client, now, django_assert_num_queries):
    licence = make.licence(now)
    with django_assert_num_queries(2):  # the licence; the platform's certificate
        client.get(f"/v/{licence.identifier}")


def test_who_verifies_alone_finds_certificates_and_lists(client, sealed):
    page = client.get("/verify").content.decode()
    links = re.findall(r'href="(/verify/authorities/[^"]+)"', page)
    answers = [client.get(link) for link in links]
    assert [(each.status_code, each.content[:1]) for each in answers] == [(200, b"0")] * 6
    assert {each["Content-Type"] for each in answers} == {"application/pkix-cert", "application/pkix-crl"}
    assert [client.get(f"/verify/authorities/maker.{form}").status_code for form in ("cer", "crl")] == [404, 404]


def test_every_reason_has_its_words():
    """Whatever the reader says of a sound container is told in a sentence of its own."""
    from pathlib import Path

    from tongban.faces.portal.verification.words import LAYERS, REASONS
    from tongban.registers.seals.reading import report

    sources = "\n".join(path.read_text() for path in Path(report.__file__).parent.glob("*.py"))
    said = set(re.findall(r'(?:failed|undetermined|passed|check)\([^"\n]*"(?:\w+)",[^"\n]*"(\w+)"', sources))
    assert said - {"", *LAYERS} <= REASONS.keys()
    assert len(said) > 20
    assert set().union(*report.LAYERS.values()) == LAYERS.keys()
