"""Papers of persons in an enterprise's application: the representative's own, with their consent, and nobody else's."""

import pytest

from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.registers.catalogue.queries.terms import get_terms
from tongban.registers.parties.tests import make as parties
from tongban.services.licences import commands, queries
from tongban.services.licences.rules.whose import Whose, whose_paper
from tongban.services.licences.tests import holding, make

CARD = "居民身份证"


def asks(code, name, whose, licence_type=CARD):
    told = {"code": code, "name": name, "need": "1", "source": "20", "licence": True, "licence_type": licence_type}
    return told | ({"whose": whose} if whose else {})


MATERIALS = [
    asks("m1", "身份证明（一）", "representative"), asks("m2", "身份证明（二）", "acting"),
    asks("m3", "营业执照", "", "营业执照"), asks("m4", "身份证明（三）", "other"),
    asks("m5", "法定代表人身份证", ""),
]  # fmt: skip
"""The last one's name says nothing: what nobody has told is the applicant's own."""


@pytest.mark.req("LIC-04", part="the material says whose licence it wants")
@pytest.mark.parametrize(
    ("said", "of_person", "of_enterprise"),
    [
        ("", Whose.HOLDER, Whose.HOLDER),
        ("holder", Whose.HOLDER, Whose.HOLDER),
        ("representative", Whose.HOLDER, Whose.REPRESENTATIVE),
        ("acting", Whose.ACTING, Whose.ACTING),
        ("other", Whose.OTHER, Whose.OTHER),
    ],
)
def test_whose_paper_a_material_wants(said, of_person, of_enterprise):
    material = {"name": "法定代表人身份证", "whose": said}
    assert [whose_paper(material, holder_is_person=each) for each in (True, False)] == [of_person, of_enterprise]


def test_the_catalogue_offers_exactly_these():
    assert list(get_dictionaries()["material_whose"]) == list(Whose)


@pytest.fixture
def world(now):
    """样例甲 represents the enterprise that holds the business licence; 样例甲 and 样例乙 hold their cards."""
    made = holding.world(now, MATERIALS)
    make.card(now)
    enterprise = parties.enterprise(now)
    holding.held(enterprise, "营业执照", now)
    for person in (made.holder, parties.person(now, 2)):
        holding.held(person, CARD, now)
    return made, enterprise


def standing(world, now, *persons):
    made, enterprise = world
    terms = get_terms(made.item, at=now)
    found = queries.list_standing(terms.materials, holder=enterprise, item=made.item, persons=persons, now=now)
    return {code: licence.holder_id for code, licence in found.items()}


def named(world, now, by, *codes, key="key-0001", persons=()):
    """The representative's card under each of these materials, as whoever applies names it."""
    made, enterprise = world
    (card,) = queries.list_usable(persons[0] if persons else made.holder, [CARD], now=now)
    return commands.fetch_named(
        holder=enterprise, terms=get_terms(made.item, at=now), named=dict.fromkeys(codes, card.identifier), key=key,
        by=by, now=now,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.req("LIC-04", part="a representative's own paper in the enterprise's application")
def test_who_stands_for_what(world, now):
    made, enterprise = world
    stranger, agent = parties.person(now, 2), parties.account(now, 2)
    assert standing(world, now) == standing(world, now, stranger) == {"m3": enterprise}
    assert standing(world, now, made.holder) == {"m1": made.holder, "m2": made.holder, "m3": enterprise}
    parties.account(now, 1)
    parties.authorisation(now, enterprise, agent)
    assert standing(world, now, stranger) == {"m2": stranger, "m3": enterprise}


@pytest.mark.django_db
@pytest.mark.req("LIC-09", part="the person sees the look in their own history")
def test_the_representative_applies_with_their_own_card(world, now):
    made, enterprise = world
    assert made.citizen.account is not None
    parties.commands.link_representative(
        account=made.citizen.account, credit_code=parties.credit_code(), by=made.citizen, now=now
    )
    used = named(world, now, made.citizen, "m1", "m2")
    assert (used.wrong, used.holders) == ((), (made.holder,))
    assert (holding.looks(made.holder), holding.looks(enterprise)) == ([(CARD, "consent", "")], [])
    (consent,) = queries.list_consents(made.holder, actor=made.citizen, now=now)
    assert (consent.item, consent.types) == (made.item, (CARD,))


@pytest.mark.django_db
@pytest.mark.req("LIC-09", part="nobody else's paper is fetched")
def test_nobody_elses_card_is_fetched(world, now):
    made, enterprise = world
    agent, other = parties.account(now, 2), parties.person(now, 2)
    parties.authorisation(now, enterprise, agent)
    assert named(world, now, agent, "m1").wrong == ("m1",)
    assert named(world, now, agent, "m1", persons=[other]).wrong == ("m1",)
    assert named(world, now, agent, "m4", persons=[other]).wrong == ("m4",)
    assert named(world, now, agent, "m2", persons=[other]).wrong == ()
    assert (holding.looks(made.holder), holding.looks(other)) == ([], [(CARD, "consent", "")])


@pytest.mark.django_db
@pytest.mark.req("LIC-05", part="the representative's code at the window")
def test_the_representatives_code_serves_the_enterprise_at_the_window(world, now):
    made, enterprise = world
    clerk = holding.clerk()
    with pytest.raises(Conflict, match="no_consent"):
        named(world, now, clerk, "m1")
    code = commands.show_code(holder=made.holder, item=made.item, by=made.citizen, now=now)
    got = commands.redeem(token=code.token, item=made.item, holder=enterprise, by=clerk, now=now)
    assert (got.holder, sorted(got.materials)) == (made.holder, ["m1", "m2"])
    assert named(world, now, clerk, "m1").wrong == ()
    stranger = parties.account(now, 2)
    code = commands.show_code(holder=parties.person(now, 2), item=made.item, by=stranger, now=now)
    with pytest.raises(Conflict, match="code_other_holder"):
        commands.redeem(token=code.token, item=made.item, holder=enterprise, by=clerk, now=now)
