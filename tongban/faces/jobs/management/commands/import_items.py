"""`tongban import-items FILE`: a district's list of items as CSV becomes drafts, with its regions and bodies.

Columns: department, name, region_code, local_code, type_code, and if there is one main_item. `--regions` names the CSV
of the region chain when the regions are not there yet; `--dry-run` only reports.
"""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from tongban.faces.jobs.management.commands.load_regions import read_regions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import DomainError, Invalid
from tongban.foundation.ui.words import sentence_for, words_for
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.records import Note, RawRecord
from tongban.registers.regions import commands as regions
from tongban.registers.regions import queries as tree

CHAINS = Path(__file__).parents[4] / "sample"
COLUMNS = ("department", "name", "region_code", "local_code", "type_code")
"""The columns that a file must have."""


class Command(BaseCommand):
    help = "Imports a list of items (CSV) as unpublished drafts that name what they lack."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--regions", type=Path, help="CSV of the region chain (code,name,level,parent)")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            report = _import(_read(file), options["regions"], file.name, dry_run=dry_run)
        except DomainError as refusal:
            raise CommandError("\n".join([words_for(refusal)[1], *_faults(refusal)])) from refusal
        except (OSError, UnicodeDecodeError, csv.Error) as unreadable:
            raise CommandError(f"{file}: {type(unreadable).__name__}: {unreadable}") from unreadable
        for line in _lines(report):
            self.stdout.write(line)


def _import(rows: list[RawRecord], chain: Path | None, source: str, *, dry_run: bool) -> catalogue.TakeOver:
    now, region = timezone.now(), rows[0].region
    with transaction.atomic():
        if tree.find_region(region) is None:
            path = chain or _find_chain(region)
            regions.load(rows=read_regions(path), source=path.name, by=SYSTEM, now=now)
        report = catalogue.take_over(rows=rows, region=region, source=source, by=SYSTEM, now=now, dry_run=dry_run)
        transaction.set_rollback(dry_run)
    return report


def _find_chain(region: str) -> Path:
    for path in sorted(CHAINS.glob("regions_*.csv")):
        if any(row.code == region for row in read_regions(path)):
            return path
    raise CommandError(f"{region}: 没有这个地区，请用 --regions 给出它的上级链。No such region; name its chain.")


def _read(file: Path) -> list[RawRecord]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        table = csv.DictReader(text, strict=True)
        lacking = [name for name in COLUMNS if name not in (table.fieldnames or ())]
        if lacking:
            raise CommandError(f"{file}: 缺少列 missing columns: {', '.join(lacking)}")
        rows = [
            RawRecord(
                line, row["department"] or "", row["name"] or "", row["region_code"] or "", row["local_code"] or "",
                row["type_code"] or "", row.get("main_item") or "",
            )
            for line, row in enumerate(table, 2)
        ]  # fmt: skip
    if not rows:
        raise CommandError(f"{file}: 没有数据行 no rows")
    return rows


def _faults(refusal: DomainError) -> list[str]:
    if not isinstance(refusal, Invalid):
        return []
    details = refusal.facts.get("details", {})
    return [
        f"{where}: {sentence_for(code, details.get(f'{where}:{code}', {}))}"
        for where, codes in refusal.fields.items()
        for code in codes
    ]


def _lines(report: catalogue.TakeOver) -> list[str]:
    table = get_elements()
    counted = Counter(note.code for note in report.warnings)
    return [
        f"读入 {report.rows} 行，新增机构 {report.bodies} 个，新增草稿 {report.added} 个，原有 {report.unchanged} 个。",
        *(f"提示 line {note.line}, {note.column}: {_say(note)}" for note in report.warnings),
        *(f"提示合计 {code}: {count}" for code, count in sorted(counted.items())),
        *(f"草稿缺少 {table[code].zh}: {count}" for code, count in report.missing.items()),
    ]


def _say(note: Note) -> str:
    return sentence_for(note.code, note.facts)
