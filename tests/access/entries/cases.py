"""Who may call what of the case centre; what an applicant may do with their own cases is proven there."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.access.kinds import County, Guarded, Internal, Public
from tests.access.kinds import Entry as AccessEntry
from tests.access.world import NOW
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.registers.catalogue.queries.terms import get_terms
from tongban.services.cases import commands, queries
from tongban.services.cases.commands import Application
from tongban.services.cases.queries import figures, waiving
from tongban.services.cases.queries.figures import Scope
from tongban.services.cases.queries.quality import get_quality, list_quality
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.materials import Defect
from tongban.services.cases.rules.told import Applicant, Told
from tongban.services.cases.rules.wording import read_wording
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests.make import BANK, CARD

WITHIN = Internal("a part of this app's own steps, which have checked the right to")
PLATFORM = Internal("a step of the platform itself: clocks and reactions take it")


def _step(action: str, row: str, command: Callable[..., object], **told: Any) -> Guarded:
    """A step with the case that waits for it. Whoever may not know of the case hears that there is none."""

    def call(by: Actor, place: County) -> object:
        return command(case_id=place.rows[row], by=by, now=NOW, **told)

    return Guarded((action,), call, hides=True)


def _read(*actions: str, call: Callable[[Actor, County], object]) -> Guarded:
    return Guarded(actions, call, hides=True)


def _submit(by: Actor, place: County) -> object:
    application = Application(
        item=place.rows["offered"], holder=place.rows["person"], channel=Channel.WINDOW, materials=(CARD, BANK)
    )
    return commands.submit(application=application, key="a-key-of-theirs", by=by, now=NOW)


def _ask_signature(by: Actor, place: County) -> object:
    """There is no such draft; that is found out after the right to apply."""
    application = Application(
        item=place.rows["offered"],
        holder=place.rows["person"],
        channel=Channel.WINDOW,
        materials=(CARD, BANK),
        draft=place.rows["person"],
    )
    with suppress(Conflict):
        commands.ask_signature(application=application, key="a-key-of-theirs", service="https://x", by=by, now=NOW)
    return True


def _ask_correction_signature(case_id: Any, by: Actor, now: Any) -> object:
    """A person is not asked to sign; that is found out after the right to answer."""
    with suppress(Invalid):
        commands.ask_correction_signature(case_id=case_id, given=[BANK], service="https://x", by=by, now=now)
    return True


def _ask_supply_signature(case_id: Any, by: Actor, now: Any) -> object:
    with suppress(Invalid):
        commands.ask_supply_signature(case_id=case_id, given=[BANK], service="https://x", by=by, now=now)
    return True


def _draft(by: Actor, place: County) -> object:
    return commands.save_draft(
        holder=place.rows["person"], item=place.rows["offered"], content={}, channel=Channel.WEB, by=by, now=NOW
    )


def _type_in(by: Actor, place: County) -> object:
    told = Told(
        number="样例-1", version=1, item=place.rows["offered"], submitted_at=NOW,
        applicant=Applicant(name="样例甲", document_kind="111", document_number=place.rows["number"]),
    )  # fmt: skip
    return commands.type_in(told=told, by=by, now=NOW)


def _register_system(by: Actor, place: County) -> object:
    told: dict[str, Any] = {"code": "sample-typed", "name": "样例系统", "mode": "secondary_entry", "items": []}
    return commands.register_system(**told, organisation=place.body, by=by, now=NOW)


def _today(place: County) -> Scope:
    return Scope(place.region, NOW.date(), NOW.date())


OWN_WORDS = "{materials}\n{acceptance_due_on}"


def _word(command: Callable[..., object], kind: Document, **told: Any) -> Guarded:
    """A step of how the county words its papers: grants have a draft there, records of delivery words of its own."""

    def call(by: Actor, place: County) -> object:
        return command(region=place.region, kind=kind, language="zh-hans", by=by, now=NOW, **told)

    return Guarded(("cases.word_papers",), call)


def _paper(by: Actor, place: County) -> object:
    case = queries.get_case(place.rows["to_accept"], actor=SYSTEM, now=NOW)
    return queries.render_paper(case.documents[0].id, actor=by, language="zh-hans", now=NOW)


ENTRIES: dict[str, AccessEntry] = {
    "cases.commands.submit": Guarded(("cases.accept",), _submit),
    "cases.commands.ask_correction_signature": _step(
        "cases.accept", "to_correct", _ask_correction_signature
    ),
    "cases.commands.ask_supply_signature": _step(
        "cases.accept", "to_supply", _ask_supply_signature
    ),
    "cases.commands.ask_signature": Guarded(("cases.accept",), _ask_signature),
    "cases.commands.ask": WITHIN,
    "cases.commands.sign": WITHIN,
    "cases.commands.unit_of": WITHIN,
    "cases.queries.spell_case": WITHIN,
    "cases.queries.list_signatures": _read(
        "cases.read",
        call=lambda by, place: queries.list_signatures(place.rows["to_accept"], actor=by, now=NOW) == [],
    ),
    "cases.commands.type_in": Guarded(("cases.accept",), _type_in),
    "cases.commands.register_system": Guarded(("cases.connect",), _register_system),
    "cases.commands.close_system": Guarded(
        ("cases.connect",), lambda by, place: commands.close_system(code=place.rows["system"], by=by, now=NOW)
    ),
    "cases.queries.list_systems": Guarded(
        ("cases.connect",), lambda by, place: queries.list_systems(by, place.region), of_region=True
    ),
    "cases.queries.get_system": Guarded(
        ("cases.connect",), lambda by, place: queries.get_system(place.rows["system"], actor=by), hides=True
    ),
    "cases.queries.is_code_taken": Internal("a form asks whether a code is free before it registers a system"),
    "cases.commands.push": Public("whoever signs with a registered system's key; proven beside the command"),
    "cases.commands.accept": _step("cases.accept", "to_accept", commands.accept),
    "cases.commands.decline": _step("cases.accept", "to_accept", commands.decline, reason="不属于本机关职权"),
    "cases.commands.request_correction": _step(
        "cases.accept", "to_accept", commands.request_correction, defects=[Defect("m2", "请重交")]
    ),
    "cases.commands.correct": _step("cases.accept", "to_correct", commands.correct, given=[BANK]),
    "cases.commands.supply": _step("cases.accept", "to_supply", commands.supply, given=[BANK]),
    "cases.commands.withdraw": _step("cases.accept", "to_accept", commands.withdraw),
    "cases.commands.pass_on": _step("cases.review", "to_review", commands.pass_on, opinion="通过"),
    "cases.commands.suspend": _step(
        "cases.review", "to_review", commands.suspend, kind="hearing", basis="第四十五条", days=10
    ),
    "cases.commands.resume": _step("cases.review", "to_resume", commands.resume, kind="hearing", result="结束"),
    "cases.commands.extend": _step("cases.extend", "to_review", commands.extend, days=5, reason="案情复杂"),
    "cases.commands.grant": _step("cases.decide", "to_decide", commands.grant, opinion="同意"),
    "cases.commands.deny": _step("cases.decide", "to_decide", commands.deny, reason="不符合条件"),
    "cases.commands.deliver": _step("cases.deliver", "to_deliver", commands.deliver, how="window", receipt="签收"),
    "cases.commands.write_note": _step("cases.note", "to_accept", commands.write_note, text="已电话核实"),
    "cases.commands.read_form": _read(
        "cases.read",
        call=lambda by, place: commands.read_form(case_id=place.rows["to_accept"], purpose="核对", by=by, now=NOW),
    ),
    "cases.commands.read_draft": Guarded(
        ("cases.accept",),
        lambda by, place: commands.read_draft(
            holder=place.rows["person"], item=place.rows["offered"], purpose="收件", by=by, now=NOW
        ),
    ),
    "cases.commands.prefill_at_window": Guarded(
        ("cases.accept",),
        lambda by, place: commands.prefill_at_window(
            terms=get_terms(place.rows["offered"], at=NOW), holder=place.rows["person"], purpose="收件", by=by, now=NOW
        ),
    ),
    "cases.queries.find_window_code": Internal("says nothing but to whoever takes cases in there; proven beside it"),
    "cases.commands.rotate_key": Guarded(
        ("cases.rotate_key",), lambda by, place: commands.rotate_key(by=by, now=NOW), anywhere=True
    ),
    "cases.commands.reencrypt_all": Guarded(
        ("cases.rotate_key",), lambda by, place: commands.reencrypt_all(by=by, now=NOW), anywhere=True
    ),
    "cases.commands.reencrypt": WITHIN,
    "cases.queries.count_sealed": Internal("a number for the progress bar of a rotation"),
    "cases.commands.as_seen": WITHIN,
    "cases.queries.list_notes": _read(
        "cases.read", call=lambda by, place: [queries.list_notes(place.rows["to_accept"], actor=by, now=NOW)]
    ),
    "cases.queries.list_heads": _read(
        "cases.read", call=lambda by, place: list(queries.list_heads([place.rows["to_accept"]], actor=by))
    ),
    "cases.queries.find_case_id": Internal("reads it off a row that the actor has been given"),
    "cases.queries.list_lines": Internal("says of rows that the actor has been given what `list_heads` lets them read"),
    "cases.queries.get_material": _read(
        "cases.read", call=lambda by, place: queries.get_material(place.rows["to_accept"], "m1", actor=by, now=NOW)
    ),
    "cases.queries.count_findings": Guarded(
        ("cases.supervise",), lambda by, place: queries.count_findings(by, place.region), of_region=True
    ),
    "cases.commands.save_draft": Guarded(("cases.accept",), _draft),
    "cases.commands.discard_draft": Internal("whoever may apply for the party; proven beside the command"),
    "cases.commands.deem_accepted": PLATFORM,
    "cases.commands.grant_by_default": PLATFORM,
    "cases.commands.lapse": PLATFORM,
    "cases.commands.conclude": PLATFORM,
    "cases.commands.seal_papers": PLATFORM,
    "cases.commands.archive": PLATFORM,
    "cases.commands.sweep": PLATFORM,
    "cases.commands.recalculate": PLATFORM,
    "cases.commands.inspect": PLATFORM,
    "cases.commands.find_past_closing": PLATFORM,
    "cases.commands.hand_over": PLATFORM,
    "cases.commands.fetch_decisions": PLATFORM,
    "cases.queries.get_progress": Public("whoever has the number and the query code printed on the receipt"),
    "cases.queries.attempts_at": Internal("names what wrong codes are counted for"),
    "cases.queries.find_pair": Internal("reads a printed number; asks nobody"),
    "cases.queries.get_progress_json": Public("whoever has the number and the query code printed on the receipt"),
    "cases.commands.follow_json": Public("whoever has the number and the query code printed on the receipt; counted"),
    "cases.commands.follow": Public("whoever has the number and the query code printed on the receipt; counted"),
    "cases.queries.get_own_progress": Internal("whoever may act for the applicant; proven beside the query"),
    "cases.queries.get_case": _read(
        "cases.read", call=lambda by, place: queries.get_case(place.rows["to_accept"], actor=by, now=NOW)
    ),
    "cases.queries.get_form": _read(
        "cases.read", call=lambda by, place: queries.get_form(place.rows["to_accept"], actor=by, now=NOW)
    ),
    "cases.queries.get_archive": _read(
        "cases.read", call=lambda by, place: queries.get_archive(place.rows["archived"], actor=by, now=NOW)
    ),
    "cases.queries.render_paper": _read("cases.read", call=_paper),
    "cases.commands.open_archive": _read(
        "cases.read",
        call=lambda by, place: commands.open_archive(
            case_id=place.rows["archived"], purpose="核对", by=by, now=NOW
        ),
    ),
    "cases.queries.list_to_hand_out": _read(
        "cases.deliver",
        call=lambda by, place: [case for case in queries.list_to_hand_out(by) if case.region == place.region],
    ),
    "cases.queries.render_paper_by_code": Public("whoever has the number and the query code printed on the receipt"),
    "cases.queries.list_papers": Public("whoever has the number and the query code printed on the receipt"),
    "cases.commands.draft_wording": _word(commands.draft_wording, Document.RECEIPT, title="回执", body=OWN_WORDS),
    "cases.commands.publish_wording": _word(commands.publish_wording, Document.GRANT),
    "cases.commands.discard_wording": _word(commands.discard_wording, Document.GRANT),
    "cases.commands.withdraw_wording": _word(commands.withdraw_wording, Document.DELIVERY),
    "cases.queries.get_wording_desk": Guarded(
        ("cases.word_papers",),
        lambda by, place: queries.get_wording_desk(Document.RECEIPT, place.region, "zh-hans", actor=by, now=NOW),
    ),
    "cases.queries.preview_wording": Guarded(
        ("cases.word_papers",),
        lambda by, place: queries.preview_wording(
            Document.RECEIPT, place.region, "zh-hans", read_wording("回执", OWN_WORDS), actor=by, now=NOW
        ),
    ),
    "cases.queries.list_own": Guarded((), lambda by, place: queries.list_own(place.rows["person"], actor=by, now=NOW)),
    "cases.queries.find_draft": Guarded(
        ("cases.accept",),
        lambda by, place: queries.find_draft(place.rows["person"], place.rows["offered"], actor=by, now=NOW),
    ),
    "cases.queries.list_findings": Guarded(
        ("cases.supervise",), lambda by, place: queries.list_findings(by, place.region), of_region=True
    ),
    "cases.queries.list_accountability": Guarded(
        ("cases.supervise",), lambda by, place: queries.list_accountability(by, place.region), of_region=True
    ),
    "cases.queries.list_behind": Guarded(
        ("cases.supervise",),
        lambda by, place: figures.list_behind("online_cases", _today(place), actor=by),
        of_region=True,
    ),
    "cases.queries.list_arrivals": Guarded(
        ("cases.supervise",), lambda by, place: figures.list_arrivals(_today(place), actor=by), of_region=True
    ),
    "cases.queries.list_ways": Guarded(
        ("cases.supervise",), lambda by, place: figures.list_ways(_today(place), actor=by), of_region=True
    ),
    "cases.queries.get_quality": Guarded(
        ("cases.supervise",),
        lambda by, place: get_quality(place.body, first=NOW.date(), last=NOW.date(), actor=by),
    ),
    "cases.queries.list_quality": Guarded(
        ("cases.supervise",),
        lambda by, place: list_quality(place.region, first=NOW.date(), last=NOW.date(), actor=by),
        of_region=True,
    ),
    "cases.queries.list_figures": Public("figures name no case"),
    "cases.queries.list_figures_by_body": Public("figures name no case"),
    "cases.queries.get_waived": Public("a figure names no case"),
    "cases.queries.tally_waived": Public("a figure names no case"),
    "cases.queries.within": Internal("a part of the reads of figures"),
    "cases.queries.list_materials": Guarded(
        ("cases.supervise",), lambda by, place: waiving.list_materials(_today(place), actor=by), of_region=True
    ),
    "cases.queries.list_figures_by_region": Public("figures name no case"),
    "cases.queries.get_indicator": Public("says what a figure counts"),
    "cases.queries.list_mine": Guarded(
        (), lambda by, place: queries.list_mine(place.rows["person"], actor=by, now=NOW)
    ),
    **dict.fromkeys(
        [f"cases.queries.{name}" for name in ("get_own_case", "get_receipt", "get_draft", "list_drafts")],
        Internal("whoever may act for the applicant; proven beside the query"),
    ),
    **dict.fromkeys(
        [f"cases.queries.{name}" for name in ("get_prefill", "list_reusable", "find_submitted", "may_write")],
        Internal("says to whoever may act for the party what that party said; empty for anybody else"),
    ),
    "cases.queries.get_id": Internal("the API asks for the id behind a number before the step, as `get_case` would"),
    "cases.queries.list_steps": Internal("says of the actor's own rights what they are"),
    "cases.queries.find_wind_up": PLATFORM,
    "cases.queries.check_acts_for_applicant": Internal("whoever may follow the case; proven with the courier"),
    **{
        f"cases.queries.{name}": Internal("a journey tells of the case in the name of the platform")
        for name in ("get_step_told", "get_facts", "count_visits", "handling_clock")
    },
    **dict.fromkeys(
        (
            *(f"cases.commands.{name}" for name in (
                "taking", "lock", "check_may", "check_possible", "read_text", "receipt_of", "terms_of",
                "check_due", "end", "find", "write", "check_application", "check_files", "count_answers",
                "write_materials", "replace_materials", "list_given", "start", "stop", "read_again", "compute",
                "apply", "facts_of", "list_pauses", "subject_of", "next_paper", "write_step", "show_work",
                "work_step", "record", "begin_review", "actor_for", "record_step", "hold",
                "register_applicant", "list_candidates", "begin", "note_refused", "check_competent", "bind",
                "procedure_of", "route_of", "pack", "entry_of", "fact_of", "work_of", "submission_of", "store",
                "inquire", "count_answers_to", "check_own", "list_named", "list_materials",
            )),
            "cases.queries.get_conditions",
            *(f"cases.queries.{name}" for name in (
                "sees_as_staff", "may_follow", "find_by_number", "get_visible", "list_spans", "supervised",
                "takes_in", "draw_paper", "draw_for_seal", "find_granted", "lay_out", "line_of", "say_version",
                "values_of", "item_name", "say_limit",
                "say_way", "find_wording", "check_may_word", "standard_wordings", "sample_values", "read_archive",
                "zip_archive", "view_of", "group_of",
            )),
        ),
        WITHIN,
    ),
}  # fmt: skip
