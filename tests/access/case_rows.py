"""Cases of a prepared county, one for each state that a command begins in; all of one person, at one body."""

import datetime as dt
import uuid
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.tests import make
from tongban.services.cases import commands
from tongban.services.cases.commands import Application
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests.make import BANK, CARD, MATERIALS, STEPS
from tongban.services.messages import commands as messages
from tongban.services.messages import queries as templates


def build(region: str, body: str, digit: str, holder: uuid.UUID, now: dt.datetime) -> dict[str, Any]:
    """The ids by what the cases wait for: `to_accept`, `to_correct`, `to_supply`, `to_review`, `to_resume`,
    `to_decide`, `to_deliver`, `archived`; `offered` is the item, `system` a registered system.
    """
    item = _item(region, body, digit, now)
    words = templates.get_template("case.accept").wording
    messages.set_wording(region=region, template="case.accept", wording=words, basis="样例", by=SYSTEM, now=now)
    rows: dict[str, Any] = {"offered": item}

    def at(name: str, *given: Given) -> dict[str, Any]:
        application = Application(
            item=item, holder=holder, channel=Channel.SYSTEM, materials=given or (CARD, BANK)
        )  # fmt: skip
        receipt = commands.submit(application=application, key=f"{digit}-{name}", by=SYSTEM, now=now)
        rows[name] = receipt.case
        return {"case_id": receipt.case, "by": SYSTEM, "now": now}

    at("to_accept")
    commands.request_correction(defects=[Defect("m2", "请重交")], **at("to_correct"))
    commands.accept(**at("to_supply", CARD, Given("m2", How.PROMISE)))
    commands.accept(**at("to_review"))
    commands.accept(**(resuming := at("to_resume")))
    commands.suspend(kind="hearing", basis="第四十五条", days=10, **resuming)
    commands.accept(**(deciding := at("to_decide")))
    commands.pass_on(opinion="通过", **deciding)
    commands.decline(reason="不属于本机关职权", **at("to_deliver"))
    commands.conclude(case_id=rows["to_deliver"], now=now)
    commands.withdraw(**at("archived"))
    commands.conclude(case_id=rows["archived"], now=now)
    commands.archive(case_id=rows["archived"], now=now)
    rows["system"] = commands.register_system(
        code=f"sample-{digit}", name="样例业务系统", organisation=body, mode="secondary_entry", items=[], by=SYSTEM,
        now=now,
    ).code  # fmt: skip
    return rows


def _item(region: str, body: str, digit: str, now: dt.datetime) -> str:
    code, yesterday = f"42012091{digit}000", now - dt.timedelta(days=1)
    catalogue.add_entry(
        code=code, name=f"样例办件事项{digit}", region=region, levels=(4,), owner=body, in_force_from=yesterday,
        by=SYSTEM, now=now,
    )  # fmt: skip
    leaf = catalogue.add_leaf(entry=code, sequence=1, by=SYSTEM, now=now).code
    told: dict[str, Any] = {"steps": STEPS, "materials": MATERIALS, "tolerant": True, "special_procedures": ["hearing"]}
    make.version(now, leaf, effective_from=yesterday, **told)
    make.place(now - dt.timedelta(hours=1), body)
    make.claimed(now, leaf, body)
    item = catalogue.publish(item=f"{body}4{leaf}", by=SYSTEM, now=now).code
    assert item is not None
    return item
