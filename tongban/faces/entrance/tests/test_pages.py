import re

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import URLResolver, get_resolver, include, path, resolve
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern
from django.utils import timezone

from tests.links import dead_links
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands as access_commands
from tongban.registers.access import queries as accounts
from tongban.registers.access.tests import make as access
from tongban.registers.entry import commands as entry
from tongban.registers.entry.queries import AccountSession, has_second_factor
from tongban.registers.entry.tests import make
from tongban.registers.regions.tests import make as regions

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04", part="sessions, rate limits")]
PHONE = access.PHONE


def text(answer):
    return answer.content.decode()


def sign_in(client, **changes):
    return client.post("/sign-in", {"phone": PHONE, "password": access.PASSWORD} | changes)


def is_in(client):
    return client.get("/me").status_code == 200


def by_code(client, phone=PHONE, prefix="", **form):
    assert client.post(f"{prefix}/sign-in/code", {"phone": phone} | form)["Location"] == "/sign-in/code/enter"
    return client.post("/sign-in/code/enter", {"code": make.sent_code()})


# --- codes ------------------------------------------------------------------------------------------------------


@pytest.mark.req("APP-02", part="accounts, single sign-on")
def test_a_code_leads_in(client, now):
    access.account(now)
    answer = by_code(client, next="/help")
    assert (answer.status_code, answer["Location"], is_in(client)) == (303, "/help", True)
    assert accounts.find_account(PHONE).real_name_level == 1


def test_a_wrong_code_leads_nowhere(client, now):
    access.account(now)
    client.post("/sign-in/code", {"phone": PHONE})
    answer = client.post("/sign-in/code/enter", {"code": "abc"})
    assert (answer.status_code, "验证码不对" in text(answer), is_in(client)) == (422, True, False)


def test_the_page_of_the_code_masks_the_phone_and_tells_of_no_account(client):
    client.post("/sign-in/code", {"phone": PHONE})
    page = text(client.get("/sign-in/code/enter"))
    assert "199****0077" in page
    assert make.sent_code() not in page


def test_a_second_code_within_a_minute_waits(client):
    client.post("/sign-in/code", {"phone": PHONE})
    answer = client.post("/sign-in/code", {"phone": PHONE})
    assert (answer.status_code, 0 < int(answer["Retry-After"]) <= 60) == (429, True)


@pytest.mark.parametrize("path", ["/sign-in/code/enter", "/register", "/sign-in/new-password", "/sign-in/second"])
def test_a_step_cannot_be_entered_from_the_side(client, path):
    for answer in (client.get(path), client.post(path, {"code": "123456"})):
        assert (answer.status_code, answer["Location"]) == (303, "/sign-in")


# --- registration -----------------------------------------------------------------------------------------------


@pytest.mark.req("APP-02", part="accounts, single sign-on")
def test_a_new_phone_is_registered_after_its_code(client):
    assert by_code(client, next="/help")["Location"] == "/register"
    answer = client.post("/register", {"name": "样例乙", "password": "", "again": "", "consent": "yes"})
    assert (answer.status_code, answer["Location"], is_in(client)) == (303, "/help", True)
    account = accounts.find_account(PHONE)
    assert (account.name, account.real_name_level, account.has_usable_password()) == ("样例乙", 1, False)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": ""}, "请填姓名"),
        ({"password": "12345678", "again": "12345678"}, "密码里不能只有数字"),
        ({"password": "abcdefg1", "again": "abcdefg2"}, "两次填的密码不一样"),
        ({"consent": ""}, "请先阅读并同意"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_made(client, form, sentence):
    by_code(client)
    answer = client.post("/register", {"name": "样例乙", "consent": "yes"} | form)
    assert (answer.status_code, sentence in text(answer)) == (422, True)
    assert accounts.find_account(PHONE) is None


def test_staff_do_not_register_themselves(client):
    answer = by_code(client, prefix="/workbench")
    assert answer.status_code == 422
    assert client.get("/register").status_code == 303
    assert accounts.find_account(PHONE) is None


# --- passwords --------------------------------------------------------------------------------------------------


def reset(client, password="new-horse-22"):
    client.post("/sign-in/reset", {"phone": PHONE})
    client.post("/sign-in/code/enter", {"code": make.sent_code()})
    return client.post("/sign-in/new-password", {"password": password, "again": password})


def test_a_forgotten_password_is_set_anew_and_ends_every_session(client, now):
    access.account(now)
    sign_in(client)
    other = Client()
    assert "新密码设好了" in text(reset(other))
    assert not is_in(client)
    assert sign_in(other).status_code == 422
    assert sign_in(other, password="new-horse-22").status_code == 303


def test_a_weak_new_password_changes_nothing(client, now):
    access.account(now)
    assert reset(client, "12345678").status_code == 422
    assert sign_in(client).status_code == 303


def test_a_code_to_sign_in_sets_no_password(client, now):
    access.account(now)
    client.post("/sign-in/code", {"phone": PHONE})
    client.post("/sign-in/code/enter", {"code": make.sent_code()})
    assert client.get("/sign-in/new-password")["Location"] == "/sign-in"


def test_changing_it_takes_the_old_one_and_ends_the_other_sessions(client, now):
    access.account(now)
    other = Client()
    for browser in (client, other):
        sign_in(browser)
    new = {"password": "new-horse-22", "again": "new-horse-22"}
    assert client.post("/me/security/password", new | {"old": "wrong-horse"}).status_code == 422
    assert client.post("/me/security/password", new | {"old": access.PASSWORD}).status_code == 303
    assert (is_in(client), is_in(other)) == (True, False)


# --- sessions ---------------------------------------------------------------------------------------------------


def test_ones_sessions_are_listed_and_ended(client, now):
    access.account(now)
    phone = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"}, REMOTE_ADDR="203.0.113.9")
    sign_in(phone)
    sign_in(client)
    page = text(client.get("/me/security"))
    assert "Safari · iPhone" in page
    assert "203.0.113.*" in page
    assert "203.0.113.9" not in page
    (ending,) = re.findall(r'action="(/me/security/sessions/[0-9a-f-]{36}/end)"', page)
    client.post(ending)
    assert (is_in(client), is_in(phone)) == (True, False)
    assert "entry.session_ended" in journal_actions()


def test_all_other_sessions_end_together(client, now):
    access.account(now)
    others = [Client() for _ in range(3)]
    for browser in (*others, client):
        sign_in(browser)
    client.post("/me/security/sessions/end-others")
    assert [is_in(browser) for browser in (client, *others)] == [True, False, False, False]


def test_the_session_of_somebody_else_stays(client, now):
    access.account(now)
    sign_in(client)
    theirs = AccountSession.objects.get()
    stranger = Client()
    access.account(now, "19900000078")
    sign_in(stranger, phone="19900000078")
    assert stranger.post(f"/me/security/sessions/{theirs.id}/end").status_code == 404
    assert is_in(client)


def test_an_old_cookie_opens_nothing_after_signing_out(client, now):
    access.account(now)
    sign_in(client)
    cookie = client.cookies["sessionid"].value
    client.post("/sign-out")
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_in(thief)
    assert not AccountSession.objects.exists()


def test_closing_an_account_ends_its_sessions_at_once(client, now):
    account = access.account(now)
    sign_in(client)
    access_commands.close_account(account_id=account.id, by=SYSTEM, now=now)
    assert not is_in(client)


def test_another_post_has_another_session_id(client, now):
    regions.tree(now)
    account = access.account(now)
    posts = [access.post(now, account, role) for role in ("reviewer", "supervisor")]
    client.post("/workbench/sign-in", {"phone": PHONE, "password": access.PASSWORD})
    before = client.cookies["sessionid"].value
    client.post("/workbench/desk/post", {"post": posts[1].id})
    assert client.cookies["sessionid"].value != before
    assert client.get("/workbench/desk").status_code == 200


def test_signing_in_again_in_a_browser_leaves_one_session(client, now):
    access.account(now)
    sign_in(client)
    sign_in(client)
    assert (is_in(client), AccountSession.objects.count()) == (True, 1)


def test_an_idle_session_is_over(client, now, settings):
    settings.SESSION_IDLE_CITIZEN -= settings.SESSION_IDLE_CITIZEN
    access.account(now)
    sign_in(client)
    assert not is_in(client)


# --- second factors ---------------------------------------------------------------------------------------------


def enrol(client):
    page = text(client.get("/me/security/second-factor"))
    secret = re.search(r'en-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    return secret, client.post("/me/security/second-factor", {"code": make.app_code(secret)})


def test_a_second_factor_is_set_up_and_asked_for(client, now):
    account = access.account(now)
    sign_in(client)
    _, answer = enrol(client)
    codes = re.findall(r"[0-9]{4} [0-9]{4}", text(answer))
    assert (len(codes), has_second_factor(account.id)) == (10, True)
    other = Client()
    assert sign_in(other, next="/help")["Location"] == "/sign-in/second"
    assert not is_in(other)
    assert other.post("/sign-in/second", {"code": "000000"}).status_code == 422
    assert other.post("/sign-in/second", {"code": codes[0]})["Location"] == "/help"
    assert is_in(other)


@pytest.mark.parametrize("way", ["password", "code"])
def test_every_way_in_asks_for_it(client, now, way):
    make.second_factor(access.account(now), now)
    answer = sign_in(client) if way == "password" else by_code(client)
    assert answer["Location"] == "/sign-in/second"
    assert not is_in(client)


def test_staff_open_the_workbench_only_with_one_where_it_is_required(client, now, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    regions.tree(now)
    access.post(now, access.account(now))
    client.post("/workbench/sign-in", {"phone": PHONE, "password": access.PASSWORD})
    wanted = client.get("/workbench/")["Location"]
    assert wanted == "/me/security/second-factor?next=%2Fworkbench%2F"
    assert client.post("/workbench/desk/post")["Location"].startswith("/me/security/second-factor")
    enrol(client)
    assert client.get("/workbench/").status_code == 200
    answer = client.post("/me/security/second-factor/change", {"do": "remove", "code": "000000"})
    assert "工作人员登录要有第二重验证" in text(answer)


def test_sample_accounts_work_without_one_and_are_told_so(client, now):
    regions.tree(now)
    access.post(now, access.account(now, is_sample=True))
    client.post("/workbench/sign-in", {"phone": PHONE, "password": access.PASSWORD})
    assert client.get("/workbench/").status_code == 200
    assert "可以不开通" in text(client.get("/me/security/second-factor"))


def test_it_can_be_removed_and_recovery_codes_renewed(client, now):
    account = access.account(now)
    sign_in(client)
    _, answer = enrol(client)
    codes = re.findall(r"[0-9]{4} [0-9]{4}", text(answer))
    assert "收好备用码" in text(client.post("/me/security/second-factor/change", {"do": "renew", "code": codes[0]}))
    assert client.post("/me/security/second-factor/change", {"do": "remove", "code": codes[1]}).status_code == 422
    assert has_second_factor(account.id)


# --- addresses --------------------------------------------------------------------------------------------------


def test_no_link_is_dead(client, now):
    access.account(now)
    sign_in(client)
    for start in ("/sign-in", "/workbench/sign-in", "/sign-in/forgot", "/me/security", "/workbench/security"):
        assert [dead for dead in dead_links(client, start, 30) if dead[1:] != ("/workbench/", 403)] == []


@pytest.mark.parametrize("path", ["/me/security", "/workbench/security", "/me/security/password"])
def test_pages_about_oneself_need_a_session(client, path):
    assert client.get(path)["Location"].split("?")[0].endswith("/sign-in")


def _patterns(resolver, prefix=""):
    for found in resolver.url_patterns:
        here = prefix + str(found.pattern)
        yield from _patterns(found, here) if isinstance(found, URLResolver) else [(here, found)]


def test_none_of_allauths_own_addresses_is_routed():
    from allauth.account.urls import urlpatterns as account

    others = {"3rdparty": "socialaccount", "2fa/totp": "mfa.totp", "2fa/recovery-codes": "mfa.recovery_codes"}
    mounted = [path(f"{place}/", include(f"allauth.{name}.urls")) for place, name in others.items()]
    urlpatterns = [*account, *mounted]
    ours = [found.callback.__module__ for _, found in _patterns(get_resolver())]
    assert [module for module in ours if module.startswith("allauth")] == []
    theirs = URLResolver(RegexPattern(""), urlpatterns)  # type: ignore[arg-type]
    addresses = {_without_parts(address) for address, _ in _patterns(theirs)}
    assert len(addresses) > 10
    for prefix in ("/", "/accounts/", "/sign-in/"):
        for address in addresses:
            with pytest.raises(Resolver404):
                resolve(prefix + address)


def _without_parts(pattern):
    return re.sub(r"<[^>]*>|\(\?P?[^)]*\)|[\^$]|\\Z", "x", pattern)


def test_the_cache_is_shared_and_the_clients_header_is_not_believed(client, settings):
    assert site.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    for at in range(3):
        client.post("/sign-in/code", {"phone": f"1990002000{at}"}, headers={"X-Forwarded-For": f"10.0.0.{at}"})
    assert len(make.texts()) == 3


def test_sixty_codes_from_one_address_are_enough_whatever_it_claims(client):
    for at in range(60):
        entry.send_code(phone=f"1990003{at:04}", purpose="sign_in", address="127.0.0.1", now=timezone.now())
    answer = client.post("/sign-in/code", {"phone": PHONE}, headers={"X-Forwarded-For": "10.9.9.9"})
    assert answer.status_code == 429
