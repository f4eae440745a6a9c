"""`tongban load-regions FILE`: a tree of regions, or a branch of a standing one, as CSV (code,name,level,parent)."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import DomainError, Invalid
from tongban.foundation.ui.words import words_for
from tongban.registers.regions import commands as regions
from tongban.registers.regions.rules import RawRow


class Command(BaseCommand):
    help = "Loads a tree of regions, or a branch of a standing one, from a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            report = regions.load(rows=read_regions(file), source=file.name, by=SYSTEM, now=timezone.now())
        except DomainError as refusal:
            lines = [f"{line}: {', '.join(codes)}" for line, codes in _fields(refusal).items()]
            raise CommandError("\n".join([words_for(refusal)[1], *lines])) from refusal
        except (OSError, UnicodeDecodeError, KeyError) as unreadable:
            raise CommandError(f"{file}: {type(unreadable).__name__}: {unreadable}") from unreadable
        self.stdout.write(f"{report.root}: {report.rows}")


def read_regions(file: Path) -> list[RawRow]:
    """Read with or without a byte order mark, as spreadsheets write one."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        table = csv.DictReader(text)
        return [
            RawRow(line, *(row[name] or "" for name in ("code", "name", "level", "parent")))
            for line, row in enumerate(table, 2)
        ]


def _fields(refusal: DomainError) -> dict[str, list[str]]:
    return dict(refusal.fields) if isinstance(refusal, Invalid) else {}
