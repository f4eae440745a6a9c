"""Programs that call the API: admitted, given keys, closed."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound
from tongban.registers.access import commands, queries
from tongban.registers.access.models import ApiClient, ClientKey
from tongban.registers.access.rules.clients import digest_of
from tongban.registers.access.tests import make
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
REGION = "420902000000"
MANAGER = Actor(None, "administrator", None, REGION, (Grant("access.manage_clients", REGION, "420902999999"),))
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def client_of(now):
    regions.tree(now)

    def admit(**told):
        return commands.admit_client(**({"name": "样例系统", "region": REGION, "by": MANAGER, "now": now} | told))

    return admit


def test_a_key_opens_for_its_client_and_is_stored_nowhere(client_of, now):
    client = client_of(share=3)
    key = commands.make_key(client.id, by=MANAGER, now=now)
    caller = queries.find_caller(key, now=now)
    assert (caller.account.id, caller.region, caller.share) == (client.account_id, REGION, 3)
    assert ClientKey.objects.get().digest == digest_of(key)


@pytest.mark.parametrize("key", ["", "tbk_", "tbk_" + "x" * 43, "x" * 47, "tbk_" + "é" * 43, "tbk_" + "\0" * 43])
def test_no_other_key_opens(client_of, now, key):
    commands.make_key(client_of().id, by=MANAGER, now=now)
    assert queries.find_caller(key, now=now) is None


def test_rotation_lets_the_former_key_open_for_a_while(client_of, now):
    client = client_of()
    former = commands.make_key(client.id, by=MANAGER, now=now)
    latter = commands.make_key(client.id, keep=HOUR, by=MANAGER, now=now)
    assert queries.find_caller(former, now=now + HOUR - dt.timedelta(seconds=1))
    assert queries.find_caller(former, now=now + HOUR) is None
    assert queries.find_caller(latter, now=now + HOUR)


def test_a_closed_client_is_shut_at_once(client_of, now):
    client = client_of()
    key = commands.make_key(client.id, by=MANAGER, now=now)
    commands.close_client(client.id, by=MANAGER, now=now)
    assert queries.find_caller(key, now=now) is None
    assert queries.list_clients(REGION, by=MANAGER) == []
    with pytest.raises(NotFound, match=r"access\.client_unknown"):
        commands.make_key(client.id, by=MANAGER, now=now)


def test_a_closed_account_shuts_its_clients(client_of, now):
    client = client_of()
    key = commands.make_key(client.id, by=MANAGER, now=now)
    commands.close_account(client.account_id, by=SYSTEM, now=now)
    assert queries.find_caller(key, now=now) is None


def test_nobody_makes_a_key_to_a_persons_account_but_that_person(client_of, now):
    account = make.account(now)
    client = client_of(account_id=account.id)
    with pytest.raises(NotAllowed):
        commands.make_key(client.id, by=MANAGER, now=now)
    assert not ClientKey.objects.exists()
    key = commands.make_key(client.id, by=queries.actor_for(account), now=now)
    assert queries.find_caller(key, now=now).account == account


def test_nobody_signs_in_to_the_account_of_a_program(client_of):
    account = queries.get_account(client_of().account_id)
    assert not account.has_usable_password()
    assert queries.find_account(account.phone) == account
    assert not account.phone.isdecimal()


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"name": " "}, {"name": ["name_missing"]}),
        ({"name": "名" * 61, "share": 0}, {"name": ["name_too_long"], "share": ["out_of_range"]}),
        ({"share": 101}, {"share": ["out_of_range"]}),
    ],
)
def test_what_is_wrong_is_told_by_field(client_of, told, fields):
    with pytest.raises(Invalid) as refusal:
        client_of(**told)
    assert refusal.value.fields == fields
    assert not ApiClient.objects.exists()


def test_a_former_key_is_kept_for_a_month_at_most(client_of, now):
    client = client_of()
    with pytest.raises(Invalid, match=r"access\.client_refused"):
        commands.make_key(client.id, keep=31 * 24 * HOUR, by=MANAGER, now=now)
    assert not ClientKey.objects.exists()
