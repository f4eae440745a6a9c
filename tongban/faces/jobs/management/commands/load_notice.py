"""`tongban load-notice FILE`: an official notice on holidays and make-up days, as JSON.

{"number": "…", "year": 2027, "region": "420000000000", "published_on": "2026-11-20", "settles_year": true,
 "days": [{"day": "2027-02-05", "worked": false, "name": "春节"}]}
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.ui.words import words_for
from tongban.registers.calendars import commands as calendars


class Command(BaseCommand):
    help = "Loads an official notice on holidays and make-up days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            notice = json.loads(file.read_text(encoding="utf-8"))
            days = {_date(day["day"]): (bool(day["worked"]), day.get("name", "")) for day in notice.pop("days")}
            facts = notice | {"published_on": _date(notice["published_on"]), "days": days}
            calendars.load_notice(**facts, by=SYSTEM, now=timezone.now())
        except DomainError as refusal:
            raise CommandError(words_for(refusal)[1]) from refusal
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as unreadable:
            raise CommandError(f"{file}: {type(unreadable).__name__}: {unreadable}") from unreadable
        self.stdout.write(f"{facts['number']}: {len(days)}")


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
