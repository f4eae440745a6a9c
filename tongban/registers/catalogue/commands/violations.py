"""Attempts against the list, written down so that the refusal does not lose them: findings for supervision."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import bucket_for, new_id
from tongban.registers.catalogue.models import Item, Leaf
from tongban.registers.catalogue.queries import offers
from tongban.registers.catalogue.queries.offers import Offer

OFF_LIST, DISGUISED = "off_list", "disguised_approval"
FILING = "content.filing_"
_FOUND = """
INSERT INTO catalogue_finding (id, kind, fingerprint, item, leaf, organisation, region, facts, found_at, mended)
VALUES (%(id)s, %(kind)s, %(fingerprint)s, %(item)s, %(leaf)s, %(organisation)s, %(region)s, %(facts)s, %(now)s, '')
ON CONFLICT (fingerprint) WHERE closed_at IS NULL DO UPDATE SET
    facts = excluded.facts || jsonb_build_object('attempts', (catalogue_finding.facts->>'attempts')::int + 1)
"""


def admit(*, code: str, by: Actor, now: dt.datetime) -> Offer:
    """The offer under which a case may begin now (清单之外无审批, CAT-02). Asked before a transaction, not in one.

    Raises Conflict `admission.…` as `offers.check_offered`; the attempt then stands as a finding and in the journal.
    """
    try:
        return offers.check_offered(code, at=now)
    except Conflict as refusal:
        record_off_list(code, refusal, by=by, now=now)
        raise


@transaction.atomic(durable=True)
def record_off_list(code: str, refusal: Conflict, *, by: Actor, now: dt.datetime) -> None:
    """One open finding for each code and reason, with the number of attempts; one for all codes nobody knows."""
    item = Item.objects.filter(code=code[:33]).first()
    reason = refusal.code.removeprefix("admission.")
    about = code[:33] if item is not None or reason == "has_leaves" else "unknown"
    told: dict[str, Any] = {"item": None, "leaf": None, "organisation": None, "region": by.region or ""}
    if item is not None:
        told = {"item": item.id, "leaf": item.leaf_id, "organisation": item.organisation_id, "region": item.region}
    _find(OFF_LIST, f"{OFF_LIST}:{about}:{reason}", told, {"code": code[:60], "reason": reason}, now)
    audit.record(
        "catalogue.off_list_refused", by=by, now=now, subject=f"item:{code[:60]}", region=told["region"], reason=reason
    )


@contextmanager
def watched(*, by: Actor, now: dt.datetime) -> Iterator[None]:
    """Around a transaction: when it is refused because a 备案 would hide an approval, that stands as a finding."""
    try:
        yield
    except Invalid as refusal:
        places = {where for where, codes in refusal.fields.items() if any(code.startswith(FILING) for code in codes)}
        if places:
            _record_disguised(refusal, sorted(places), by=by, now=now)
        raise


@transaction.atomic(durable=True)
def _record_disguised(refusal: Invalid, places: list[str], *, by: Actor, now: dt.datetime) -> None:
    code = str(refusal.facts.get("leaf", ""))
    leaf = Leaf.objects.select_related("entry").filter(code=code).first()
    told: dict[str, Any] = {
        "item": None,
        "leaf": leaf.code if leaf else None,
        "organisation": by.organisation,
        "region": "",
    }
    told["region"] = (leaf.entry.region_id if leaf else by.region) or ""
    _find(DISGUISED, f"{DISGUISED}:{code or by.organisation}", told, {"places": places}, now)
    audit.record("catalogue.disguise_refused", by=by, now=now, subject=f"leaf:{code}", places=len(places))


def _find(kind: str, fingerprint: str, told: dict[str, Any], facts: dict[str, Any], now: dt.datetime) -> None:
    known: dict[str, Any] = {
        "id": new_id(bucket_for(fingerprint)),
        "kind": kind,
        "fingerprint": fingerprint,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, {**told, **known, "facts": json.dumps({**facts, "attempts": 1}, ensure_ascii=False)})
