"""Who may read which notice, and who words notices for a region."""

from tests.access.kinds import Guarded, Internal, Public
from tests.access.world import NOW
from tongban.services.messages import commands, queries

EDIT = queries.EDIT
JOURNEY = Internal("a journey tells in the name of the platform")
OWN = Internal("asks for whoever calls and answers with their own; proven beside the query")
WITHIN = Internal("a part of this app's own reads and writes")
TEMPLATE = queries.get_template("case.submit")

ENTRIES = {
    "messages.commands.tell_party": JOURNEY,
    "messages.commands.tell_staff": JOURNEY,
    **{
        f"messages.commands.{name}": OWN
        for name in ("mark_read", "mark_all_read", "mark_staff_read", "mark_staff_all_read")
    },
    "messages.commands.set_wording": Guarded(
        (EDIT,),
        lambda by, place: commands.set_wording(
            region=place.region, template=TEMPLATE.code, wording=TEMPLATE.wording, basis="样例", by=by, now=NOW
        ),
    ),
    "messages.commands.end_wording": Guarded(
        (EDIT,),
        lambda by, place: commands.end_wording(region=place.region, template="case.accept", by=by, now=NOW),
    ),
    "messages.queries.list_standing": Guarded((EDIT,), lambda by, place: queries.list_standing(place.region, actor=by)),
    "messages.queries.list_wordings": Guarded(
        (EDIT,), lambda by, place: queries.list_wordings(TEMPLATE.code, place.region, actor=by)
    ),
    **{
        f"messages.queries.{name}": OWN
        for name in (
            *("count_unread", "count_unread_of_staff", "list_notices", "list_staff_notices"),
            *("get_notice", "get_staff_notice", "own_notices", "own_staff_notices"),
        )
    },
    **{
        f"messages.queries.{name}": Public("the templates of the house are open")
        for name in ("list_templates", "list_variables", "get_template", "sample_values", "resolve")
    },
    "messages.queries.wording_of": WITHIN,
}
