"""Who may call what of the journal."""

from tests.access.kinds import Guarded, Internal, Public
from tongban.foundation.audit import queries
from tongban.foundation.audit.models import JournalRow
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import bucket_for

READ = ("audit.read",)
PROOF = Public("hashes, heads and signatures are there to be checked by anybody; they tell nothing of a row")


def _get_row(by: Actor, subject: str) -> object:
    row = JournalRow.objects.get(bucket=bucket_for(subject), subject=subject, action="sample.done")
    return queries.get_row(row.id, by=by)


ENTRIES = {
    "audit.commands.entry_of": Internal("what `record` would write, as a part of a larger statement"),
    "audit.commands.record": Internal("each command journals itself in its own transaction"),
    "audit.commands.seal": Internal("the sealer's loop; the database gives the runtime role no right to it"),
    "audit.commands.anchor": Internal("the sealer's loop"),
    "audit.queries.get_row": Guarded(READ, lambda by, place: _get_row(by, place.rows["subject"]), hides=True),
    "audit.queries.list_rows": Guarded(
        READ, lambda by, place: queries.list_rows(place.rows["subject"], by=by), hides=True
    ),
    "audit.queries.inclusion_proof": Internal("asked for a row that get_row has shown"),
    "audit.queries.find_unsealed_since": Internal("an age, for the health page"),
    "audit.queries.may_be_rewritten": Internal("a right of the database role, for the health page"),
    "audit.queries.verify": Internal("the operator's command line"),
    "audit.queries.read_anchors": Internal("the operator's command line reads its own file"),
    "audit.queries.find_last_head": PROOF,
    "audit.queries.find_head": PROOF,
    "audit.queries.consistency_proof": PROOF,
}
