"""One case from end to end."""

import pytest

from tongban.foundation.audit.models import JournalRow
from tongban.foundation.outbox.models import OutboxEvent
from tongban.services.cases import commands
from tongban.services.cases.models import Case, CaseArchive, CaseDocument, CaseEvent
from tongban.services.cases.rules.life import State
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.req("APP-01", part="submit, accept, decide, conclude")
def test_a_case_goes_from_end_to_end(now):
    world = make.world(now)
    case = make.at_decision(world, now)
    commands.grant(case_id=case.id, opinion="符合条件", by=world.approver, now=now)
    commands.conclude(case_id=case.id, now=now)
    commands.deliver(case_id=case.id, how="window", receipt="本人签收", by=world.clerk, now=now)
    done = commands.archive(case_id=case.id, now=now)
    assert (done.state, done.outcome, done.version) == (State.ARCHIVED, "granted", 7)
    row = {"bucket": case.bucket}
    assert list(CaseEvent.objects.filter(**row).order_by("version").values_list("step", "document_number")) == [
        ("submit", case.number), ("accept", "受理〔2026〕1号"), ("pass_on", ""), ("grant", "准许〔2026〕1号"),
        ("conclude", ""), ("deliver", "送达〔2026〕1号"), ("archive", ""),
    ]  # fmt: skip
    assert CaseDocument.objects.filter(**row).count() == 4
    assert OutboxEvent.objects.filter(**row, name="cases.step_taken").count() == 7
    assert JournalRow.objects.filter(**row, subject=f"case:{case.id}").count() == 7
    assert CaseArchive.objects.filter(**row).count() == Case.objects.filter(**row).count() == 1
