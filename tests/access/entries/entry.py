"""Who may call what of signing in: everybody for themselves; what is refused to others is asked here."""

from tests.access.kinds import Guarded, Internal, Public
from tests.access.world import NOW
from tongban.registers.entry import commands

SIGNED_IN = Internal("a face asks it of the account and session that are there")
CODE = "000000"

ENTRIES = {
    "entry.commands.send_code": Public("whoever names a phone; throttled, and the answer tells nothing"),
    "entry.commands.redeem_code": Public("whoever holds the phone; counted and throttled"),
    "entry.commands.enter_by_identity": Public("whoever the identity platform vouches for"),
    "entry.commands.count_identity_attempt": Internal("counts on behalf of whoever begins to sign in"),
    "entry.commands.record_refused_identity": Internal("a face writes down what it refused"),
    "entry.commands.check_second_factor": Public("whoever holds the second factor; counted and throttled"),
    "entry.commands.new_secret": Public("a random number"),
    "entry.commands.open_session": SIGNED_IN,
    "entry.commands.see": SIGNED_IN,
    "entry.commands.strengthen": SIGNED_IN,
    "entry.commands.end_session": Internal("ends a session of the account given, by whoever is signed in as it"),
    "entry.commands.end_other_sessions": Guarded(
        (),
        lambda by, place: commands.end_other_sessions(account_id=place.rows["account"], keep=None, by=by, now=NOW),
    ),
    "entry.commands.link_identity": Guarded(
        (),
        lambda by, place: commands.link_identity(account_id=place.rows["account"], claims=None, by=by, now=NOW),
    ),
    "entry.commands.enrol_second_factor": Guarded(
        (),
        lambda by, place: commands.enrol_second_factor(
            account_id=place.rows["account"], secret=commands.new_secret(), code=CODE, by=by, now=NOW
        ),
    ),
    "entry.commands.renew_recovery_codes": Guarded(
        (),
        lambda by, place: commands.renew_recovery_codes(account_id=place.rows["account"], code=CODE, by=by, now=NOW),
    ),
    "entry.commands.remove_second_factor": Guarded(
        (),
        lambda by, place: commands.remove_second_factor(account_id=place.rows["account"], code=CODE, by=by, now=NOW),
    ),
    "entry.commands.reset_second_factor": Guarded(
        ("access.reset_second_factor",),
        lambda by, place: commands.reset_second_factor(account_id=place.rows["account"], by=by, now=NOW),
    ),
    **{
        f"entry.queries.{name}": SIGNED_IN
        for name in ("find_identity", "find_session", "has_second_factor", "list_sessions")
    },
}
