"""Cancelled proofs in disguise, items that outlive their entry: found once, closed only when mended."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue.commands.findings import check_catalogue, close_finding
from tongban.registers.catalogue.commands.proofs import cancel_proof
from tongban.registers.catalogue.models import Entry, Finding, ItemVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.findings import list_findings
from tongban.registers.catalogue.rules.proofs import Asked, Proof, find_asked
from tongban.registers.catalogue.tests import make

CRIMINAL = Proof("无犯罪记录证明", ("无犯罪证明", "未受刑事处罚证明"))
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "disguised"),
    [("无犯罪记录证明（原件）", False), ("派出所开具的 无犯罪证明", True), ("未受刑事处罚 证明", True)],
)
def test_a_proof_is_found_under_each_of_its_names(name: str, disguised: bool) -> None:
    assert find_asked([{"name": name}], [CRIMINAL]) == [Asked(name, "无犯罪记录证明", disguised)]


def test_other_materials_are_left_alone() -> None:
    assert find_asked([{"name": "居民身份证"}, {"name": ""}], [CRIMINAL, Proof("")]) == []


def cancelled(now: dt.datetime) -> None:
    told = {"name": CRIMINAL.name, "aliases": CRIMINAL.aliases, "basis": "样例文件", "cancelled_on": now.date()}
    cancel_proof(region=make.PROVINCE, **told, by=SYSTEM, now=now)


@pytest.mark.django_db
@pytest.mark.req("CAT-10")
def test_an_alias_in_one_local_record_raises_one_ticket_against_its_body(now: dt.datetime) -> None:
    item = make.published(now)
    ItemVersion.objects.create(
        item=item, number=1, own={"materials": [{"name": "无犯罪证明"}]}, effective_from=now, effective_until=FOREVER,
        published_at=now,
    )  # fmt: skip
    cancelled(now)
    assert (check_catalogue(now=now), check_catalogue(now=now + HOUR)) == (1, 0)
    (ticket,) = list_findings(region=make.COUNTY, actor=SYSTEM)
    assert (ticket.organisation_id, ticket.facts["material"], ticket.facts["disguised"]) == (
        item.organisation_id, "无犯罪证明", True,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.req("CAT-10")
def test_a_ticket_closes_only_when_the_guide_is_mended(now: dt.datetime) -> None:
    item = make.published(now, materials=[{"code": "m1", "name": "未受刑事处罚证明"}])
    cancelled(now)
    check_catalogue(now=now)
    ticket = Finding.objects.get()
    with pytest.raises(Conflict) as refused:
        close_finding(ticket.id, mended="已删除", by=SYSTEM, now=now)
    assert (refused.value.code, Finding.objects.get().closed_at) == ("catalogue.finding_stands", None)
    make.version(now, item.leaf_id or "", effective_from=now + HOUR, materials=[])
    assert close_finding(ticket.id, mended="已删除", by=SYSTEM, now=now + HOUR).closed_at == now + HOUR


@pytest.mark.django_db
@pytest.mark.req("CAT-10")
@pytest.mark.parametrize(
    ("change", "why", "takes_cases"),
    [({"cancelled_from": "now"}, "cancelled", False), ({"levels": [3]}, "delegated", True)],
    ids=["cancelled", "level"],
)
def test_an_item_that_outlives_its_entry_is_found_with_whether_it_takes_cases(
    now: dt.datetime, change: dict[str, object], why: str, takes_cases: bool
) -> None:
    item = make.published(now)
    Entry.objects.update(**{name: now if value == "now" else value for name, value in change.items()})
    assert check_catalogue(now=now) == 1
    assert Finding.objects.get().facts == {
        "why": why, "item": item.code, "entry": "高龄津贴发放", "takes_cases": takes_cases,
    }  # fmt: skip


def filing(now: dt.datetime, **own: object) -> ItemVersion:
    """A 备案 of the province's catalogue, and the record of one body that says something else of it."""
    make.entry(now, code="421025777000", name="样例经营备案")
    leaf = make.leaf(now, code="421025777000")
    told = {"name": "样例经营备案", "steps": [{"code": "s1", "name": "登记", "kind": "apply", "lane": "applicant"}]}
    make.version(now, leaf.code, **told)
    item = make.claimed(now, leaf.code, make.body(now))
    return ItemVersion.objects.create(
        item=item, number=1, own=own, effective_from=now, effective_until=FOREVER, published_at=now
    )


@pytest.mark.django_db
@pytest.mark.req("CAT-10", part="a 备案 that holds an approval: one ticket against the body, closed when it is mended")
@pytest.mark.req("CAT-16", part="records from elsewhere are swept")
def test_an_approval_behind_a_filing_raises_one_ticket_against_its_body_until_it_is_mended(now: dt.datetime) -> None:
    own = filing(now, name="样例经营备案", steps=[{"name": "审查决定", "kind": "decide"}])
    assert (check_catalogue(now=now), check_catalogue(now=now + HOUR)) == (1, 0)
    ticket = Finding.objects.get()
    assert (ticket.kind, ticket.organisation_id, ticket.facts["places"]) == (
        "disguised_approval", own.item.organisation_id, ["steps[1].name"],
    )  # fmt: skip
    with pytest.raises(Conflict, match=r"catalogue\.finding_stands"):
        close_finding(ticket.id, mended="已删除", by=SYSTEM, now=now)
    ItemVersion.objects.update(own={"name": "样例经营备案"})
    assert close_finding(ticket.id, mended="已删除", by=SYSTEM, now=now + HOUR).closed_at == now + HOUR
    assert check_catalogue(now=now + HOUR) == 0
