"""The case itself, and what was done to it."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.registers.calendars.rules.clock import Limit, Unit
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import Standing, State, read_standing
from tongban.services.cases.rules.timing import Instants, Timing

_STATES = [state.value for state in State]


class Case(Routed):
    """One application of one holder for one item, under the versions it was begun with.

    `number` is printed: it carries bucket and `sequence`. `form_sealed` holds form and answers (`sealing`). `clock` is
    the one that runs since `clock_since`; its instants stay where they were while `paused_at` is set. `marks` are those
    given for the running clocks; `wakes_at` is when the platform has to look at the case next. `run_by` is the system
    that runs the case, "" for our own; `mode` how such a case was gathered. The `accepted_…` versions are those whose
    procedure it follows since it was accepted, None while they are the same.
    """

    holder = RoutedForeignKey("parties.Party", models.PROTECT, related_name="+")
    sequence = models.BigIntegerField()
    number = models.CharField(max_length=16)
    item = models.CharField(max_length=33)
    leaf_version = models.BigIntegerField()
    item_version = models.BigIntegerField()
    accepted_leaf_version = models.BigIntegerField(null=True)
    accepted_item_version = models.BigIntegerField(null=True)
    item_name = models.CharField(max_length=200)
    item_name_en = models.CharField(max_length=300, blank=True)
    project_type = models.CharField(max_length=1, blank=True)
    organisation = models.CharField(max_length=18)
    organisation_name = models.CharField(max_length=100)
    region = models.CharField(max_length=12)
    applicant_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=12)
    mode = models.CharField(max_length=16, default="", db_default="", blank=True)
    run_by = models.CharField(max_length=40, default="", db_default="", blank=True)
    delivery = models.CharField(max_length=12)
    submitted_by = models.UUIDField(null=True)
    form_sealed = models.BinaryField()

    state = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=1)
    route = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)
    gaps = models.PositiveSmallIntegerField(default=0)
    notices = models.PositiveSmallIntegerField(default=0)
    pauses = models.PositiveSmallIntegerField(default=0)
    default_grant = models.BooleanField()
    promise = models.BooleanField(default=False)

    promised_count = models.PositiveIntegerField()
    promised_unit = models.CharField(max_length=12)
    legal_count = models.PositiveIntegerField()
    legal_unit = models.CharField(max_length=12)
    extension = models.PositiveSmallIntegerField(default=0)
    supply_days = models.PositiveSmallIntegerField(null=True)

    clock = models.CharField(max_length=10, null=True)
    clock_since = models.DateTimeField(null=True)
    clock_count = models.PositiveIntegerField(null=True)
    clock_unit = models.CharField(max_length=12, blank=True)
    step_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    acceptance_due_at = models.DateTimeField(null=True)
    correction_due_at = models.DateTimeField(null=True)
    promised_due_at = models.DateTimeField(null=True)
    legal_due_at = models.DateTimeField(null=True)
    step_due_at = models.DateTimeField(null=True)
    supply_due_at = models.DateTimeField(null=True)
    delivery_due_at = models.DateTimeField(null=True)
    marks = ArrayField(models.CharField(max_length=20), default=list)
    wakes_at = models.DateTimeField(null=True)

    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "sequence"], name="cases_case_number_once"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="cases_case_state"),
            models.CheckConstraint(
                condition=Q(clock=None, clock_since=None) | Q(clock__isnull=False, clock_since__isnull=False),
                name="cases_case_clock",
            ),
        ]
        indexes = [
            models.Index(fields=["bucket", "holder", "-submitted_at"], name="cases_case_of_holder"),
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="cases_case_wakes"),
            models.Index(fields=["region", "id"], condition=Q(clock__isnull=False), name="cases_case_running"),
            models.Index(
                fields=["received_at"],
                condition=Q(project_type="1", state__in=("submitted", "review"), run_by=""),
                name="cases_case_on_the_spot",
            ),
            models.Index(
                fields=["region", "concluded_at"],
                condition=Q(state=State.CONCLUDED, delivery="window", delivered_at=None),
                name="cases_case_to_hand_out",
            ),
        ]

    @property
    def standing(self) -> Standing:
        """The case as the table of transitions sees it."""
        return read_standing(self.state, self.route, self.position, self.gaps, self.notices, self.pauses)

    @property
    def timing(self) -> Timing:
        """The case as its clocks see it."""
        return timing_of(self)

    @property
    def promised(self) -> Limit:
        return Limit(self.promised_count, Unit(self.promised_unit))

    @property
    def legal(self) -> Limit:
        return Limit(self.legal_count, Unit(self.legal_unit))


def timing_of(row: Any) -> Timing:
    """As `Case.timing`, of any row with these columns."""
    instants = Instants(
        row.due_at, row.warn_at, row.alarm_at, row.legal_due_at, row.step_due_at, row.supply_due_at
    )  # fmt: skip
    return Timing(
        State(row.state), Kind(row.clock) if row.clock else None, instants, row.paused_at is not None,
        row.default_grant, row.gaps, frozenset(row.marks), bool(row.run_by),
    )  # fmt: skip


class CaseEvent(Routed):
    """One step of a case: never changed. `at` is when it took effect, `recorded_at` when it was written down."""

    case = RoutedForeignKey(Case, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=20)
    state_from = models.CharField(max_length=10, blank=True)
    state_to = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField(default=0)
    account = models.UUIDField(null=True)
    unit = models.CharField(max_length=18, blank=True)
    opinion = models.TextField(blank=True)
    document_number = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "case", "version"], name="cases_event_once"),
        ]
