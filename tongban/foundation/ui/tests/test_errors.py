"""Bad input and refusals: the right status, a page in the visitor's language, never a 500."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from tongban.foundation.ui import errors, urls

_RAISED = {
    "absent": NotFound("thing.absent"),
    "refused": NotAllowed("thing.refused"),
    "late": Conflict("thing.late"),
    "wrong": Invalid("thing.wrong"),
    "down": Unavailable("thing.down"),
    "nodb": OperationalError("connection refused"),
    "bug": RuntimeError("a bug"),
}


def _raise(request, name):
    raise _RAISED[name]


def _echo(request):
    return HttpResponse(request.POST.get("name", "") + request.GET.get("q", ""))


urlpatterns = [path("raise/<name>", _raise), path("echo", _echo), *urls.urlpatterns]
handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.page_not_found, errors.server_error
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def _nobody_writes_refusals_down(settings) -> None:
    """These pages stand without a database; that refusals are journalled is proven in `tests/access`."""
    settings.REFUSALS = ""


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("name", "status", "title"),
    [
        ("absent", 404, "没有找到这一页"),
        ("refused", 403, "您现在不能看这一页"),
        ("late", 409, "这一步现在做不了"),
        ("wrong", 422, "填写的内容有问题"),
        ("down", 503, "这项功能暂时用不了"),
        ("nodb", 503, "系统暂时连不上数据库"),
        ("bug", 500, "系统出错了"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_each_kind_of_error_has_its_page(client, caplog, name, status, title):
    answer = client.get(f"/raise/{name}")
    assert answer.status_code == status
    assert title in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/echo?q=%00", 400),
        ("/echo?%00=q", 400),
        ("/raise/a%00b", 400),
        ("/echo?q=%FF", 400),
        ("/nowhere/%FF", 404),
        ("/echo?q=%ED%A0%80", 400),
        ("/echo?q=" + "x" * 9000, 414),
        ("/nowhere", 404),
    ],
)
def test_a_bad_address_gets_a_page(client, target, status):
    answer = client.get(target)
    assert answer.status_code == status
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"name=a%00b", "application/x-www-form-urlencoded", 400),
        (b"name=" + b"x" * 100_001, "application/x-www-form-urlencoded", 413),
        (b"name=" + b"x" * 10_000_000, "application/x-www-form-urlencoded", 413),
        (b"a=1&" * 9_000, "application/x-www-form-urlencoded", 400),
        (b"no boundary", "multipart/form-data", 400),
        (b"broken", "multipart/form-data; boundary=\xff", 400),
        (b"name=x", "application/x-www-form-urlencoded; charset=gbk", 400),
    ],
)
def test_a_bad_form_gets_a_page(client, body, content_type, status):
    answer = client.generic("POST", "/echo", body, content_type)
    assert answer.status_code == status
    assert "<h1" in answer.text


def test_a_null_byte_in_a_cookie_is_refused(client):
    client.cookies["sessionid"] = "\x00" * 32
    assert client.get("/echo").status_code == 400


def test_the_page_names_the_field_and_what_to_do(client):
    answer = client.post("/echo", {"姓名": "a\x00b"})
    assert "“姓名”里有一个看不见的空字符" in answer.text
    assert "请删去后重新输入" in answer.text


def test_a_wrong_method_gets_a_page_and_keeps_allow(client):
    answer = client.get("/preferences")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "这个地址不能这样打开" in answer.text


def test_a_missing_token_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/echo", {"name": "a"})
    assert answer.status_code == 403
    assert "这一页放得太久了" in answer.text


def test_errors_speak_english_too(client):
    client.cookies["tb_lang"] = "en"
    answer = client.get("/nowhere")
    assert "Page not found" in answer.text
    assert answer.headers["Content-Language"] == "en"


def test_htmx_gets_a_note_in_the_place_of_main(client):
    answer = client.get("/nowhere", headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#main"
    assert "<html" not in answer.text


def _as_problem(request, error, status):
    return HttpResponse(f"{error.code} {status}", status=status)


@override_settings(ERROR_ANSWERS={"/raise/": f"{__name__}._as_problem"})
@pytest.mark.parametrize(("name", "told"), [("late", "thing.late 409"), ("a%00", "text.null_byte 400")])
def test_a_face_may_answer_in_its_own_way(client, name, told):
    assert client.get(f"/raise/{name}").text == told


def test_the_server_error_page_needs_no_database():
    request = RequestFactory().get("/")
    assert errors.server_error(request).status_code == 500  # no database mark: a query would fail this test
