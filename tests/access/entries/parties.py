"""Who may call what of the files of persons and enterprises; what one may do with one's own file is proven there."""

from functools import partial

from tests.access.kinds import Guarded as Entry
from tests.access.kinds import Internal
from tests.access.world import NOW
from tongban.foundation.kernel.actor import Actor
from tongban.registers.parties import commands, queries
from tongban.registers.parties.tests import make

Guarded = partial(Entry, of_region=True)
WITHIN = Internal("a step of this app's own commands and queries, which have checked the right to")
SIGNED_IN = Internal("a face asks it of the account that is signed in")


def _done(nothing: None) -> bool:
    """A command that tells nothing has gone through when it has not refused."""
    return nothing is None


def _by(by: Actor) -> dict[str, object]:
    return {"by": by, "now": NOW}


ENTRIES = {
    "parties.commands.register_person": Guarded(
        ("parties.register",),
        lambda by, place: commands.register_person(
            name="样例新", document_kind="111", number=make.resident_id(900), region=place.region, **_by(by)
        ),
    ),
    "parties.commands.register_enterprise": Guarded(
        ("parties.register",),
        lambda by, place: commands.register_enterprise(
            name="孝感样例新有限公司", number=make.credit_code(900), region=place.region, **_by(by)
        ),
    ),
    "parties.commands.link_person": Guarded(
        ("parties.verify",),
        lambda by, place: commands.link_person(
            account=place.rows["free"], person=make.verified(901, region=place.region), **_by(by)
        ),
    ),
    "parties.commands.link_representative": Internal("a citizen proves it by the file of the enterprise"),
    "parties.commands.correct_name": Guarded(
        ("parties.correct",),
        lambda by, place: _done(
            commands.correct_name(party_id=place.rows["person"], name="样例改", reason="样例更正", **_by(by))
        ),
        hides=True,
    ),
    "parties.commands.change_contact": Guarded(
        ("parties.change_contact",),
        lambda by, place: _done(
            commands.change_contact(party_id=place.rows["person"], phone="", address="样例路1号", **_by(by))
        ),
        hides=True,
    ),
    "parties.commands.change_representative": Guarded(
        ("parties.correct",),
        lambda by, place: _done(
            commands.change_representative(
                party_id=place.rows["enterprise"],
                name="样例丁",
                number=make.resident_id(902),
                reason="样例变更",
                **_by(by),
            )
        ),
        hides=True,
    ),
    "parties.commands.change_document": Guarded(
        ("parties.correct",),
        lambda by, place: _done(
            commands.change_document(
                party_id=place.rows["person"],
                document_kind="111",
                number=make.resident_id(903),
                reason="样例更正",
                **_by(by),
            )
        ),
        hides=True,
    ),
    "parties.commands.merge": Guarded(
        ("parties.merge",),
        lambda by, place: commands.merge(
            later=place.rows["double"], survivor=place.rows["person"], reason="样例重复", **_by(by)
        ),
        hides=True,
    ),
    "parties.commands.reveal_number": Guarded(
        ("parties.reveal",),
        lambda by, place: commands.reveal_number(party_id=place.rows["person"], purpose="样例核对", **_by(by)),
        hides=True,
    ),
    "parties.commands.find_by_document": Guarded(
        ("parties.read",),
        lambda by, place: commands.find_by_document(
            document_kind="111", number=place.rows["number"], purpose="样例核对", **_by(by)
        ),
        hides=True,
    ),
    "parties.commands.match_document": Guarded(
        ("parties.match",),
        lambda by, place: commands.match_document(
            party_id=place.rows["person"],
            document_kind="111",
            number=place.rows["number"],
            region=place.region,
            purpose="样例核对",
            **_by(by),
        ),
    ),
    "parties.commands.export": Guarded(
        ("parties.export",),
        lambda by, place: list(commands.export(region=place.region, purpose="样例核对", **_by(by))),
    ),
    "parties.commands.authorise": Guarded(
        ("parties.authorise",),
        lambda by, place: make.authorisation(NOW, place.rows["person"], place.rows["agent"], by=by),
        hides=True,
    ),
    "parties.commands.revoke": Guarded(
        ("parties.authorise",),
        lambda by, place: commands.revoke(authorisation=place.rows["authorisation"], reason="样例撤销", **_by(by)),
        hides=True,
    ),
    "parties.commands.rotate_key": Guarded(
        ("parties.rotate_key",), lambda by, place: commands.rotate_key(**_by(by)), anywhere=True
    ),
    "parties.commands.reencrypt_all": Guarded(
        ("parties.rotate_key",), lambda by, place: commands.reencrypt_all(**_by(by)), anywhere=True
    ),
    "parties.queries.get_file": Guarded(
        ("parties.read",), lambda by, place: queries.get_file(by, place.rows["person"], now=NOW), hides=True
    ),
    "parties.queries.list_authorisations": Guarded(
        ("parties.authorise",),
        lambda by, place: queries.list_authorisations(by, place.rows["person"], now=NOW),
        hides=True,
    ),
    "parties.queries.list_parties": Guarded(
        ("parties.list", "parties.read"), lambda by, place: queries.list_parties(by, place.region).items
    ),
    "parties.queries.count_parties": Guarded(
        ("parties.list", "parties.read"), lambda by, place: queries.count_parties(by, place.region)
    ),
    "parties.queries.list_parties_of": SIGNED_IN,
    "parties.queries.find_own_party": SIGNED_IN,
    **{f"parties.queries.{name}": Internal("yes or no, to commands") for name in ("is_representative", "is_agent")},
    "parties.queries.represents": WITHIN,
    "parties.queries.list_own_files": SIGNED_IN,
    "parties.queries.list_own_accounts": Internal("whose telephone a notice of the platform goes to"),
    "parties.queries.count_sealed": Internal("a figure, for the progress of a rotation"),
    **{
        f"parties.commands.{name}": WITHIN
        for name in (
            *("claim", "lock", "lock_open", "lock_survivor", "lock_two", "record", "record_change", "own_person"),
            *("find_or_create", "document_columns", "phone_columns", "representative_columns", "reencrypt"),
            "reveal_number_of",
        )
    },
    **{
        f"parties.queries.{name}": WITHIN
        for name in (
            *(
                "list_spans",
                "iterate_parties",
                "check_may",
                "get_party",
                "survivor_of",
                "list_part_ids",
                "list_whole_file",
            ),
            *("may_act_for", "recognise", "names", "find_enterprise"),
        )
    },
}
