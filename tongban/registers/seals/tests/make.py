"""Bodies with seals, and small files to seal, made as anybody makes them."""

import datetime as dt
import functools
import io
import uuid
import zipfile
from typing import Any

from django.db import connection
from PIL import Image, ImageDraw
from pypdf import PdfWriter

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.orgs import commands as orgs
from tongban.registers.orgs import queries as orgs_queries
from tongban.registers.regions.tests import make as regions
from tongban.registers.seals import commands
from tongban.registers.seals.commands import Place, SealedFiles, SealUse
from tongban.registers.seals.models import Seal, Use

BODY, XIAONAN = "SAMPLE1", "420902000000"
PLACE = Place(page=0, x=130, y=220, size=40)
CUSTODIAN = uuid.UUID(int=7)


def body(now: dt.datetime, code: str = BODY) -> str:
    if not orgs_queries.list_known([BODY]):
        regions.tree(now)
    orgs.register(code=code, name=f"孝南区样例审批局{code}", kind="county", region=XIAONAN, by=SYSTEM, now=now)
    return code


@functools.cache
def picture(size: int = 120) -> bytes:
    """A red ring on nothing: an impression as far as the rules are concerned."""
    image, made = Image.new("RGBA", (size, size)), io.BytesIO()
    ImageDraw.Draw(image).ellipse((4, 4, size - 4, size - 4), outline="#c8161d", width=6)
    image.save(made, "PNG")
    return made.getvalue()


def seal(now: dt.datetime, **more: Any) -> Seal:
    """A seal for granting, by a person or by default, valid in 2026 and 2027; the body must stand."""
    facts = {
        "organisation": BODY,
        "kind": "licence",
        "name": "样例证照专用章",
        "custodian": CUSTODIAN,
        "steps": ["grant", "grant_by_default"],
        "automatic": True,
        "valid_from": dt.date(2026, 1, 1),
        "valid_until": dt.date(2027, 12, 31),
        "picture": picture(),
        "by": SYSTEM,
    }
    return commands.create_seal(**{**facts, **more}, now=now)


def only(**facts: Any) -> Seal:
    """The seal that there is."""
    return Seal.objects.get(**facts)


def count() -> int:
    return Seal.objects.count()


def uses(step: str) -> list[Use]:
    return list(Use.objects.filter(step=step))


def use(**more: Any) -> SealUse:
    facts = {"step": "grant", "subject": "licence:1", "case": uuid.UUID(int=1), "decided_by": uuid.UUID(int=2)}
    return SealUse(**{**facts, "automatic": False, **more})


def seal_both(now: dt.datetime, **more: Any) -> SealedFiles:
    facts = {"organisation": BODY, "kind": "licence", "use": use(), "ofd": ofd(), "pdf": pdf(), "place": PLACE}
    return commands.seal_files(**{**facts, **more}, now=now)


@functools.cache
def pdf() -> bytes:
    """Two empty pages of A4."""
    writer, made = PdfWriter(), io.BytesIO()
    for _ in range(2):
        writer.add_blank_page(595.28, 841.89)
    writer.write(made)
    return made.getvalue()


_PARTS = {
    "OFD.xml": '<ofd:OFD {0} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
    "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    "Doc_0/Document.xml": "<ofd:Document {0}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea>"
    "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
    '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page ID="5" BaseLoc="Pages/Page_1/Content.xml"/>'
    "</ofd:Pages></ofd:Document>",
    "Doc_0/Pages/Page_0/Content.xml": "<ofd:Page {0}><ofd:Content/></ofd:Page>",
    "Doc_0/Pages/Page_1/Content.xml": "<ofd:Page {0}><ofd:Content/></ofd:Page>",
}


@functools.cache
def ofd() -> bytes:
    """Two empty pages, with the IDs 1 and 5."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in _PARTS.items():
            content = text.format('xmlns:ofd="http://www.ofdspec.org/2016"')
            archive.writestr(path, f'<?xml version="1.0" encoding="UTF-8"?>\n{content}')
    return made.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def journalled(action: str) -> int:
    """How many rows of this action the journal holds."""
    with fan_out_allowed("a test counts every row"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_journalrow WHERE action = %s", [action])
        return int(cursor.fetchone()[0])


def emitted() -> list[str]:
    """The states that were told to the house, in order."""
    with fan_out_allowed("a test looks at every event"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload->>'state' FROM outbox_outboxevent WHERE name = 'seals.state_changed' ORDER BY id"
        )
        return [state for (state,) in cursor.fetchall()]
