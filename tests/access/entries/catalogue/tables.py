"""Workbooks: who takes out what, who hands in; and that nobody touches another's."""

import io
import uuid

from tests.access.kinds import County, Entry, Guarded, Internal
from tests.access.world import NOW
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue.commands import imports, workbooks
from tongban.registers.catalogue.queries.standing import Asked
from tongban.registers.catalogue.rules.workbook import Kind

READ, WRITES = "catalogue.read", ("catalogue.edit", "catalogue.manage")
OWN = Internal("one finds only what one handed in or asked for oneself")
ROWS = Internal("it fetches rows for an export or an import, which have asked who may")
WORKER = Internal("the worker's loop calls it")
PART = Internal("an import or an export calls it after it has asked who may")


def handed_in(by: Actor, place: County) -> uuid.UUID:
    content = f"事项编码\n{place.rows['item']}\n".encode()
    return imports.hand_in(content=content, name="样例.csv", by=by, now=NOW).id


def tried(by: Actor, place: County) -> uuid.UUID:
    workbook = handed_in(by, place)
    imports.work_off_next_import(clock=lambda: NOW)
    return workbook


ENTRIES: dict[str, Entry] = {
    "catalogue.commands.hand_in": Guarded(WRITES, handed_in, anywhere=True),
    "catalogue.commands.try_again": Guarded(
        WRITES, lambda by, place: imports.try_again(workbook=tried(by, place), by=by, now=NOW), anywhere=True
    ),
    "catalogue.commands.confirm": Guarded(
        WRITES, lambda by, place: imports.confirm(workbook=tried(by, place), by=by, now=NOW), anywhere=True
    ),
    "catalogue.commands.run_import_again": Internal("one runs again only what one handed in oneself"),
    "catalogue.commands.export": Guarded(
        (READ,),
        lambda by, place: workbooks.export(file=io.BytesIO(), kind=Kind.LOCAL, asked=Asked(), by=by, now=NOW),
        anywhere=True,
    ),
    "catalogue.commands.export_csv": Guarded(
        (READ,), lambda by, place: workbooks.export_csv(kind=Kind.LOCAL, asked=Asked(), by=by, now=NOW), anywhere=True
    ),
    "catalogue.commands.ask_export": Guarded(
        (READ,),
        lambda by, place: workbooks.ask_export(kind=Kind.LOCAL, asked=Asked(), name="样例.xlsx", by=by, now=NOW),
        anywhere=True,
    ),
    "catalogue.commands.write_next_export": WORKER,
    "catalogue.commands.work_off_next_import": WORKER,
    "catalogue.commands.forget_imports": WORKER,
    "catalogue.commands.plan": PART,
    "catalogue.commands.write_book": PART,
    "catalogue.commands.list_csv": PART,
    "catalogue.commands.parse_asked": PART,
    "catalogue.queries.select_items": ROWS,
    "catalogue.queries.select_leaves": ROWS,
    "catalogue.queries.count_rows": ROWS,
    "catalogue.queries.iterate": ROWS,
    "catalogue.queries.stand_leaves": ROWS,
    "catalogue.queries.stand_items": ROWS,
    "catalogue.queries.new_leaf": ROWS,
    "catalogue.queries.find_items": ROWS,
    "catalogue.queries.get_workbook": OWN,
    "catalogue.queries.list_workbooks": OWN,
}
