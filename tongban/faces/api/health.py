"""/healthz: the process lives. /readyz: it can do its work, and what is not as it should be."""

import datetime as dt

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.foundation.audit import queries as audit
from tongban.foundation.keys import folder as keys
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.outbox import queries as outbox
from tongban.registers.access import queries as access
from tongban.registers.calendars import queries as calendars
from tongban.registers.regions import queries as regions

WORKER_SILENT = dt.timedelta(minutes=1)
CLOCKS_APART = dt.timedelta(seconds=5)


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nobody else."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 with `warnings` while work is possible, 503 with `causes` while it is not."""
    causes = _causes()
    if causes:
        return JsonResponse({"status": "unavailable", "causes": causes}, status=503)
    return JsonResponse({"status": "ready", "warnings": _warnings(timezone.now())})


def _causes() -> list[str]:
    """database: does not answer. trust_material: keys are missing, open to others, or samples in production.
    sample_accounts: they stand in a production database.
    """
    causes = []
    try:
        if access.has_sample_accounts() and settings.PRODUCTION:
            causes.append("sample_accounts")
    except Error:
        causes.append("database")
    try:
        keys.check_start(settings.KEY_DIR, production=settings.PRODUCTION)
    except KeyTrouble:
        causes.append("trust_material")
    return causes


def _warnings(now: dt.datetime) -> list[str]:
    """worker_silent (for a minute), clock_apart (5 s from the database's), sample_keys, sample_accounts,
    journal_waiting (rows unsealed for a minute), journal_unprotected (this role may change it),
    calendar_provisional_<year>.
    """
    seen_at, waiting_since = outbox.worker_seen_at(), audit.find_unsealed_since()
    found = {
        "worker_silent": seen_at is None or now - seen_at > WORKER_SILENT,
        "clock_apart": abs(now - _database_clock()) > CLOCKS_APART,
        "sample_keys": keys.KeyFolder(settings.KEY_DIR).is_sample(),
        "sample_accounts": access.has_sample_accounts(),
        "journal_waiting": waiting_since is not None and now - waiting_since > WORKER_SILENT,
        "journal_unprotected": audit.may_be_rewritten(),
    }
    return [code for code, is_so in found.items() if is_so] + _provisional_calendars(now)


def _provisional_calendars(now: dt.datetime) -> list[str]:
    """Dates in these years may still move: no official notice is loaded for some tree."""
    years = {year for root in regions.list_children(None) for year in calendars.list_provisional_years(root.code, now)}
    return [f"calendar_provisional_{year}" for year in sorted(years)]


def _database_clock() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: dt.datetime = cursor.fetchone()[0]
    return instant
