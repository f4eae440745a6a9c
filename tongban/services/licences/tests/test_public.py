"""Public verification: what everybody sees, and what nobody does."""

import datetime as dt
import json
from contextlib import suppress

import pytest

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import licence_identifier
from tongban.registers.identifiers.rules.spelling import DIGITS, LETTERS
from tongban.registers.parties.tests import make as parties
from tongban.services.licences import queries, sealing
from tongban.services.licences.models import IdentifierEntry, Licence
from tongban.services.licences.rules.life import State
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db


def test_everybody_sees_state_issuer_period_and_public_fields(now):
    licence = make.licence(now)
    found = queries.find_public(licence.identifier.lower(), now=now)
    assert found is not None
    assert (found.type_name, found.type_name_en, found.state) == (
        "食品经营许可证",
        "Food business licence",
        State.VALID,
    )
    assert (found.issuer_name, found.number, found.holder) == (make.BODY_NAME, licence.number, "孝感样例餐饮有限公司")
    assert (found.valid_until, found.is_trusted, found.is_legacy) == (dt.date(2031, 11, 24), False, False)
    assert [field.code for field in found.fields] == ["name", "address", "items"]


def test_a_person_is_not_betrayed(now):
    make.card(now)
    parties.regions_once(now)
    licence = make.recorded(parties.person(now, 1), now, item=f"{make.BODY}4002006030000" + "01")
    answer = queries.find_verification(licence.identifier, now=now)
    assert answer is not None
    text = answer.decode()
    assert "样例甲" not in text
    assert parties.resident_id(1) not in text
    assert str(licence.holder_id) not in text
    assert str(licence.id) not in text


def test_the_day_after_the_last_it_is_expired_before_any_sweep(now):
    licence = make.licence(now)
    told = [queries.find_public(licence.identifier, now=now.replace(year=2031, day=day)) for day in (24, 25)]
    assert [each.state for each in told] == [State.VALID, State.EXPIRED]
    assert told[1].state_code == "05"


def test_one_statement(now, django_assert_num_queries):
    licence = make.licence(now)
    with django_assert_num_queries(1):
        queries.find_verification(licence.identifier, now=now)


def test_unknown_is_none_and_a_wrong_character_is_told(now):
    make.licence(now)
    other = licence_identifier.build(type_code=make.FOOD.code, issuer=make.BODY, serial="0" * 20)
    assert queries.find_verification(str(other), now=now) is None
    wrong = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.V"  # U would be right
    with pytest.raises(Invalid) as refusal:
        queries.find_verification(wrong, now=now)
    assert refusal.value.code == "licence_identifier.check_character"


def fits_the_older_way(text):
    with suppress(Invalid):
        return licence_identifier.parse(text).is_legacy
    return False


@pytest.mark.req("NFR-07", part="a mistyped licence identifier is always told")
def test_every_mistyped_character_is_told_whatever_it_fits(now):
    """All 35 others at each of 20 places of the serial: some fit the older way of counting, none is "not issued"."""
    right = make.licence(now).identifier
    start = right.index(make.BODY) + len(make.BODY) + 1
    told = []
    for place in range(start, start + 20):
        for character in DIGITS + LETTERS:
            wrong = right[:place] + character + right[place + 1 :]
            if wrong != right:
                told.append(fits_the_older_way(wrong))
                with pytest.raises(Invalid, match=r"licence_identifier\.check_character"):
                    queries.find_verification(wrong, now=now)
    # at each place one character fits the older way: where the right one does so too, by chance, no wrong one can
    *payload, check = right.removeprefix(f"{licence_identifier.ROOT}.").split(".")
    older = licence_identifier.check_character("".join(payload) + licence_identifier.ROOT.replace(".", ""))
    assert (len(told), sum(told)) == (700, 0 if older == check else 20)


def test_a_legacy_variant_is_told_as_one(now):
    licence = make.licence(now)
    legacy = "1.2.156.3005.2.11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M"
    Licence.objects.filter(id=licence.id).update(identifier=legacy)
    IdentifierEntry.objects.create(key=sealing.key_of(legacy), licence=licence.id, bucket_of_licence=licence.bucket)
    answer = queries.find_verification(legacy, now=now)
    assert answer is not None
    assert json.loads(answer)["legacy_variant"] is True
