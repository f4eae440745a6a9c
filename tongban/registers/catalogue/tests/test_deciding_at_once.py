"""Many people decide on one adjustment at the same moment: one decides, the others are told."""

import threading

import pytest
from django.db import connections

from tongban.foundation.kernel.errors import DomainError
from tongban.registers.catalogue.commands import adjustments as steps
from tongban.registers.catalogue.models import Adjustment, AdjustmentStep, LeafVersion
from tongban.registers.catalogue.tests import chain, make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("CAT-08", part="two people deciding at once")
def test_of_eight_approvers_at_once_one_approves(now):
    item = make.published(now)
    plan = {"content": {"conditions": "年满 75 周岁。"}}
    later = now.replace(year=now.year + 1)
    row = chain.drafted(now, "change", leaf=item.leaf_id, plan=plan, effective_at=later)
    row = chain.passed(row, now, reviews=2)
    told: list[str] = []

    def approve(number: int) -> None:
        try:
            steps.pass_on(row.id, version=row.version, by=chain.person(number, "approve"), now=now)
            told.append("approved")
        except DomainError as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    people = [threading.Thread(target=approve, args=(number,)) for number in range(20, 28)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(told) == ["adjustment.moved_on"] * 7 + ["approved"]
    assert (Adjustment.objects.get(id=row.id).version, LeafVersion.objects.count()) == (row.version + 1, 2)
    assert AdjustmentStep.objects.filter(adjustment=row.id, step="approval").count() == 1
