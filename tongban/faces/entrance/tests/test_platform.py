"""Sign-in by the national identity platform, against a real OpenID Connect provider."""

from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client

from tests.oidc.platform import PERSON
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import queries as accounts
from tongban.registers.access.queries import Account
from tongban.registers.access.tests import make
from tongban.registers.entry.queries import NationalIdentity, find_identity
from tongban.registers.parties import queries as parties
from tongban.registers.parties.tests import make as people

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="accounts, single sign-on")]
PHONE = PERSON["phone_number"]


def text(answer):
    return answer.content.decode()


def start(client, **form):
    answer = client.post("/sign-in/platform", form)
    assert answer.status_code in (302, 303), text(answer)
    return answer["Location"]


def sign_in(client, platform, **form):
    return client.get(platform.visit(start(client, **form)))


def assert_refused(client, answer, sentence, status=422):
    assert (answer.status_code, sentence in text(answer)) == (status, True)
    assert "用别的办法登录" in text(answer)
    assert client.get("/me").status_code == 303
    assert not NationalIdentity.objects.exists()
    assert not Account.objects.exists()


def test_a_new_person_is_registered_at_the_level_told(client, platform):
    answer = sign_in(client, platform, next="/help")
    assert (answer.status_code, answer["Location"]) == (303, "/help")
    account = accounts.find_account(PHONE)
    assert (account.name, account.real_name_level, account.has_usable_password()) == ("样例甲", 2, False)
    assert find_identity(account.id).subject == "person-1"
    assert journal_actions() == ["access.account_registered", "entry.identity_linked", "entry.session_opened"]


def test_the_same_person_comes_back_to_the_same_account(client, platform):
    sign_in(client, platform)
    platform.control(claims=PERSON | {"phone_number": "19900000088", "real_name_level": 3})
    assert sign_in(Client(), platform).status_code == 303
    assert list(Account.objects.values_list("phone", "real_name_level")) == [(PHONE, 3)]


def test_a_lower_level_takes_nothing_away(client, platform):
    sign_in(client, platform)
    platform.control(claims=PERSON | {"real_name_level": 1})
    sign_in(Client(), platform)
    assert accounts.find_account(PHONE).real_name_level == 2


def test_nothing_personal_is_kept_in_the_clear(client, platform):
    sign_in(client, platform)
    identity = NationalIdentity.objects.get()
    assert len(identity.document_index) == 64
    assert PERSON["document_hash"] not in str(vars(identity))


# --- the person's file ---------------------------------------------------------------------------------------------


def numbered(number=None, **changed):
    return PERSON | {"document_number": number or people.resident_id()} | changed


@pytest.mark.req("APP-02", part="an account that the national platform vouches for is its person's file")
def test_a_proven_person_is_linked_to_their_file(client, platform, now):
    people.regions_once(now)
    file = people.person(now)
    platform.control(claims=numbered())
    sign_in(client, platform)
    account = accounts.find_account(PHONE)
    assert parties.find_own_party(account.id) == file
    sign_in(Client(), platform)  # again changes nothing
    assert journal_actions().count("parties.account_linked") == 1


def test_a_person_without_a_file_gets_one_where_the_number_was_given_out(client, platform, now):
    people.regions_once(now)
    platform.control(claims=numbered(real_name_level=3))
    sign_in(client, platform)
    own = parties.find_own_party(accounts.find_account(PHONE).id)
    party = parties.get_file(SYSTEM, own, now=now).party
    assert (party.name, party.real_name_level) == ("样例甲", 2)


@pytest.mark.parametrize(
    "claims",
    [numbered(real_name_level=1), PERSON, numbered("420902199001010011"), numbered(name="样例乙"), numbered("x" * 40)],
)
def test_what_is_not_proven_links_no_file_and_keeps_nobody_out(client, platform, now, claims):
    people.regions_once(now)
    people.person(now)
    platform.control(claims=claims)
    assert sign_in(client, platform).status_code == 303
    assert parties.find_own_party(accounts.find_account(PHONE).id) is None


def test_who_is_signed_in_is_linked_to_their_file_too(client, platform, now):
    people.regions_once(now)
    file, account = people.person(now), make.account(now)
    client.post("/sign-in", {"phone": account.phone, "password": make.PASSWORD})
    platform.control(claims=numbered())
    sign_in(client, platform)
    assert parties.find_own_party(account.id) == file


def test_a_number_waits_in_no_session(client, platform, now):
    platform.control(claims=numbered(phone_number_verified=False))
    sign_in(client, platform)
    assert people.resident_id() not in str(dict(client.session))


# --- linking ----------------------------------------------------------------------------------------------------


def test_a_verified_phone_links_the_account_that_has_it(client, platform, now):
    account = make.account(now, PHONE)
    assert sign_in(client, platform).status_code == 303
    assert find_identity(account.id).subject == "person-1"
    account.refresh_from_db()
    assert account.real_name_level == 2


@pytest.mark.parametrize("claim", [{"phone_number_verified": False}, {"phone_number_verified": "true"}])
def test_an_unverified_phone_or_mail_links_nothing(client, platform, now, claim):
    account = make.account(now, PHONE)
    Account.objects.update(email="a@example.org")
    platform.control(claims=PERSON | claim | {"email": "a@example.org", "email_verified": True})
    answer = sign_in(client, platform)
    assert "认不出您在这里的账号" in text(answer)
    assert find_identity(account.id) is None
    assert client.get("/me").status_code == 303


def test_an_unrecognised_person_links_by_signing_in_once(client, platform, now):
    account = make.account(now, "19900000078")
    platform.control(claims=PERSON | {"phone_number_verified": False})
    sign_in(client, platform)
    client.post("/sign-in", {"phone": "19900000078", "password": make.PASSWORD})
    assert find_identity(account.id).subject == "person-1"


def test_a_second_person_for_the_same_account_is_refused(client, platform, now):
    account = make.account(now, PHONE)
    sign_in(client, platform)
    platform.control(person="person-2")
    browser = Client()
    answer = sign_in(browser, platform)
    assert (answer.status_code, "已经绑定了另一个实名身份" in text(answer)) == (409, True)
    assert find_identity(account.id).subject == "person-1"
    assert browser.get("/me").status_code == 303


def test_a_person_who_has_an_account_is_not_linked_to_another(client, platform, now):
    sign_in(client, platform)
    other = make.account(now, "19900000078")
    browser = Client()
    browser.post("/sign-in", {"phone": "19900000078", "password": make.PASSWORD})
    answer = sign_in(browser, platform)
    assert (answer.status_code, "已经绑定了另一个账号" in text(answer)) == (409, True)
    assert find_identity(other.id) is None


def test_somebody_signed_in_links_their_own_account(client, platform, now):
    account = make.account(now, "19900000078")
    client.post("/sign-in", {"phone": "19900000078", "password": make.PASSWORD})
    assert sign_in(client, platform)["Location"] == "/me/security"
    assert find_identity(account.id).subject == "person-1"


# --- the protocol -----------------------------------------------------------------------------------------------


def test_state_nonce_and_pkce_are_sent_anew_each_time(client, platform):
    first, second = (parse_qs(urlsplit(start(client)).query) for _ in range(2))
    assert first["code_challenge_method"] == ["S256"]
    assert len(first["nonce"][0]) >= 32
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_the_platform_takes_no_code_without_its_verifier(client, platform):
    back = platform.visit(start(client))
    session = client.session
    for kept in session["socialaccount_states"].values():
        kept[0]["pkce_code_verifier"] = "x" * 64
    session.save()
    assert_refused(client, client.get(back), "没有通过核对")


@pytest.mark.parametrize(
    "bend", [lambda back: back.replace("state=", "state=x"), lambda back: back.split("&state=")[0]]
)
def test_a_foreign_state_is_refused(client, platform, bend):
    assert_refused(client, client.get(bend(platform.visit(start(client)))), "没有通过核对")


def test_a_callback_of_another_browser_is_refused(client, platform):
    back = platform.visit(start(client))
    stranger = Client()
    assert_refused(stranger, stranger.get(back), "没有通过核对")
    assert journal_actions() == []


def test_a_callback_counts_once(client, platform):
    back = platform.visit(start(client))
    assert client.get(back).status_code == 303
    answer = client.get(back)
    assert (answer.status_code, "没有通过核对" in text(answer)) == (422, True)
    replaying = Client()
    replaying.cookies["sessionid"] = "x" * 32
    assert replaying.get(back).status_code == 422


FAULTS = ["issuer", "audience", "nonce", "expired", "party", "signature", "other_person", "other_house"]


@pytest.mark.parametrize("fault", [*FAULTS, "eternal"])
def test_an_answer_that_does_not_hold_is_refused(client, platform, fault):
    back = platform.visit(start(client))
    platform.control(fault=fault)
    assert_refused(client, client.get(back), "没有通过核对")
    assert journal_actions() == ["entry.identity_refused"]


def test_an_answer_that_names_another_issuer_is_refused(client, platform):
    back = platform.visit(start(client))
    assert "&iss=" in back
    assert_refused(client, client.get(back.split("&iss=")[0] + "&iss=https%3A%2F%2Fother.example"), "没有通过核对")


def test_an_unsigned_token_is_refused(client, platform, monkeypatch):
    """Whoever could answer in the platform's place still lacks its key."""
    from tongban.faces.entrance.platform.adapter import NationalFlow

    exchange = NationalFlow.get_access_token_data

    def unsigned(self, *parts, **names):
        told = exchange(self, *parts, **names)
        claims = jwt.decode(told["id_token"], options={"verify_signature": False})
        return told | {"id_token": jwt.encode(claims, "", algorithm="none", headers={"kid": "first"})}

    monkeypatch.setattr(NationalFlow, "get_access_token_data", unsigned)
    assert_refused(client, sign_in(client, platform), "没有通过核对")


def test_new_keys_are_taken_without_a_restart(client, platform):
    assert sign_in(client, platform).status_code == 303
    platform.control(keys="second")
    assert sign_in(Client(), platform).status_code == 303


def test_who_says_no_is_told_what_else_there_is(client, platform):
    platform.control(person=None)
    assert_refused(client, sign_in(client, platform), "您取消了登录")


@pytest.mark.parametrize(
    "claims", [{"name": ""}, {"name": 7}, {"real_name_level": 9}, {"real_name_level": "2"}, {"document_hash": "x"}]
)
def test_claims_that_nobody_can_read_are_refused(client, platform, claims):
    platform.control(claims=PERSON | claims)
    assert_refused(client, sign_in(client, platform), "系统读不懂")


# --- when it does not answer ------------------------------------------------------------------------------------


def test_a_platform_that_is_down_leaves_the_other_ways(client, platform, settings):
    settings.NATIONAL_PLATFORM_ISSUER = "http://127.0.0.1:9"
    assert_refused(client, client.post("/sign-in/platform"), "统一身份认证平台没有回应", 503)


def test_a_platform_that_goes_silent_is_waited_for_only_so_long(client, platform, settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    back = platform.visit(start(client))
    platform.control(fault="silent")
    assert_refused(client, client.get(back), "统一身份认证平台没有回应", 503)


def test_one_address_begins_only_so_many(client, platform, settings, monkeypatch):
    monkeypatch.setattr("tongban.registers.entry.commands.identities.IDENTITIES_PER_ADDRESS", 2)
    for _ in range(2):
        start(client)
    assert client.post("/sign-in/platform").status_code == 429


def test_without_a_secret_nobody_is_sent_away(client, platform, settings):
    (settings.KEY_DIR / "national-platform-secret").unlink()
    assert_refused(client, client.post("/sign-in/platform"), "统一身份认证平台没有回应", 503)


def test_where_no_platform_is_set_up_there_is_no_button(client):
    assert "统一身份认证" not in text(client.get("/sign-in"))
    assert_refused(client, client.post("/sign-in/platform"), "没有开通", 503)


# --- who may enter ----------------------------------------------------------------------------------------------


def test_a_closed_account_is_not_opened_by_its_identity(client, platform):
    sign_in(client, platform)
    Account.objects.update(is_active=False)
    browser = Client()
    answer = sign_in(browser, platform)
    assert "账号已经停用" in text(answer)
    assert browser.get("/me").status_code == 303
