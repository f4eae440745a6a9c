"""Who may call what of the reports, lists, baselines and findings."""

import uuid
from decimal import Decimal

from tests.access.kinds import County, Guarded, Internal, Public
from tests.access.world import NOW, TODAY
from tongban.foundation.files.tests.make import png
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue.commands import baselines, findings, lists, proofs, reports, samples
from tongban.registers.catalogue.queries import consistency
from tongban.registers.catalogue.queries.findings import count_findings, get_finding, list_findings
from tongban.registers.catalogue.queries.reports import find_report

EDIT, MANAGE, READ = "catalogue.edit", "catalogue.manage", "catalogue.read"
FIGURES = Public("figures over published items, with the items behind them, are public")
LISTS = Public("derived lists are made to be published")


def attached(by: Actor, place: County) -> uuid.UUID:
    return samples.attach_sample(leaf=place.rows["leaf"], content=png(), name="样例.png", by=by, now=NOW).id


def removed(by: Actor, place: County) -> None:
    samples.remove_sample(sample=place.rows["sample"], by=by, now=NOW)


def restored(by: Actor, place: County) -> None:
    proofs.restore_proof(region=place.region, name="样例旧证明", basis="样例", restored_on=TODAY, by=by, now=NOW)


ENTRIES = {
    "catalogue.queries.report_consistency": Guarded(
        (READ,), lambda by, place: consistency.report_consistency("four", region=place.region, actor=by, at=NOW),
        of_region=True,
    ),
    "catalogue.queries.find_report": Guarded(
        (READ,), lambda by, place: find_report("four", region=place.region, actor=by), of_region=True
    ),
    **{
        f"catalogue.queries.{name}": Internal("only the making of a report counts and compares")
        for name in ("start_counting", "compare_records")
    },
    **{
        f"catalogue.queries.{name}": Internal("takes a report that somebody was allowed to find")
        for name in ("list_deviations", "each_deviation")
    },
    "catalogue.commands.ask_report": Guarded(
        (READ,), lambda by, place: reports.ask_report("four", region=place.region, by=by, now=NOW), of_region=True
    ),
    "catalogue.commands.work_off_next_report": Internal("the worker makes what somebody was allowed to ask for"),
    "catalogue.commands.check_now": Guarded(
        (READ,), lambda by, place: findings.check_now(region=place.region, by=by, now=NOW), of_region=True
    ),
    "catalogue.commands.refresh_now": Guarded(
        (READ,), lambda by, place: lists.refresh_now(region=place.region, by=by, now=NOW), of_region=True
    ),
    "catalogue.queries.count_findings": Guarded(
        (READ,), lambda by, place: count_findings(region=place.region, actor=by), of_region=True
    ),
    "catalogue.queries.get_finding": Guarded(
        (READ,), lambda by, place: get_finding(place.rows["finding"], actor=by), hides=True, of_region=True
    ),
    "catalogue.queries.get_scheme": Public("which elements must agree is public"),
    "catalogue.queries.list_findings": Guarded(
        (READ,), lambda by, place: list_findings(region=place.region, actor=by), of_region=True
    ),
    **{
        f"catalogue.queries.{name}": Public("cancelled proofs and merged qualifications are published")
        for name in ("list_proofs", "count_proofs", "list_proof_changes", "list_mergers", "count_merged")
    },
    **{
        f"catalogue.queries.{name}": Public("life events are a way into what is public")
        for name in ("list_life_events", "find_life_event")
    },
    **{
        f"catalogue.queries.{name}": Public("a published guide shows what people get")
        for name in ("list_samples", "open_sample")
    },
    **{
        f"catalogue.queries.{name}": Internal("only the check asks what is wrong now")
        for name in ("look", "look_at_proofs", "look_at_published", "look_at_filings")
    },
    "catalogue.commands.cancel_proof": Guarded(
        (MANAGE,),
        lambda by, place: proofs.cancel_proof(
            region=place.region, name="样例证明", aliases=(), basis="样例", cancelled_on=TODAY, by=by, now=NOW
        ),
        of_region=True,
    ),
    "catalogue.commands.restore_proof": Guarded((MANAGE,), restored, of_region=True),
    "catalogue.commands.record_merger": Guarded(
        (MANAGE,),
        lambda by, place: proofs.record_merger(
            region=place.region, merged=("甲", "乙"), into="丙", document="样例", merged_on=TODAY, by=by, now=NOW
        ),
        of_region=True,
    ),
    "catalogue.commands.attach_sample": Guarded((MANAGE,), attached),
    "catalogue.commands.remove_sample": Guarded((MANAGE,), removed),
    "catalogue.commands.check_catalogue": Internal("the worker runs the check every hour"),
    "catalogue.commands.close_finding": Guarded(
        (EDIT,), lambda by, place: findings.close_finding(place.rows["finding"], mended="样例", by=by, now=NOW)
    ),
    "catalogue.commands.record_baseline": Guarded(
        (MANAGE,),
        lambda by, place: baselines.record_baseline(
            leaf=place.rows["leaf"], materials=1, steps=1, days=Decimal(1), visits=1, as_of=TODAY, source="样例",
            by=by, now=NOW,
        ),
    ),
    "catalogue.queries.spans": Internal("parameters of a statement"),
    "catalogue.commands.refresh_lists": Internal("the worker brings the lists up to date"),
    **{f"catalogue.queries.{name}": LISTS for name in (
        *("list_lists", "get_list", "count_members", "list_members", "list_members_on", "list_changes"),
        *("get_names", "refreshed_at"),
    )},
    **{f"catalogue.queries.{name}": FIGURES for name in (
        *("get_indicator", "list_figures", "list_figures_by_level", "list_figures_by_region", "list_behind"),
        *("tally_results", "list_results"),
    )},
    **{f"catalogue.queries.{name}": FIGURES for name in (
        *("sum_reductions", "list_reductions", "count_items_by_region"),
    )},
}  # fmt: skip
