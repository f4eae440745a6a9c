"""`tongban register-system FILE`: a department's system that pushes cases, as JSON; the same code again changes it.

{"code": "xiaogan-food", "name": "食品经营许可系统", "organisation": "<18 characters>", "mode": "push",
 "items": ["<33 characters>"], "is_vertical": false,
 "public_key": "<130 hexadecimal digits: the uncompressed SM2 point>"}
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.ui.words import words_for
from tongban.services.cases import commands as cases


class Command(BaseCommand):
    help = "Registers a department's system: whose, for which items, its mode and its SM2 key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            key = told.pop("public_key", None)
            system = cases.register_system(
                **told, public_key=bytes.fromhex(key) if key else None, by=SYSTEM, now=timezone.now()
            )
        except DomainError as refusal:
            raise CommandError(" ".join((*words_for(refusal)[1:], *getattr(refusal, "fields", {})))) from refusal
        except (OSError, ValueError, TypeError, AttributeError) as unreadable:
            raise CommandError(f"{file}: {type(unreadable).__name__}: {unreadable}") from unreadable
        self.stdout.write(f"{system.code}: {len(system.items)}")
