"""Who may call what of access itself."""

from tests.access.kinds import County, Guarded, Internal, Public
from tests.access.world import NOW, PASSWORD, TODAY
from tongban.foundation.kernel.actor import Actor
from tongban.registers.access import commands, queries
from tongban.registers.access.queries.holders import check_appointment

CREATE, APPOINT, CLOSE, READ = "access.create_account", "access.appoint", "access.close_account", "access.read"
CLIENTS = "access.manage_clients"
SIGNED_IN = Internal("a face asks it of the account that is signed in")
CATALOGUE = Public("what roles there are is no secret")


def _ask(by: Actor, place: County) -> None:
    if refusal := queries.find_refusal(
        place.rows["free"], "clerk", place.region, place.body, by=by, today=TODAY
    ):  # fmt: skip
        raise refusal


ENTRIES = {
    "access.commands.create_account": Guarded(
        (CREATE,),
        lambda by, place: commands.create_account(
            phone="19900001999", name="样例庚", password=PASSWORD, by=by, now=NOW
        ),
        anywhere=True,
    ),
    "access.commands.appoint": Guarded(
        (APPOINT,),
        lambda by, place: commands.appoint(
            account_id=place.rows["free"], role="clerk", region=place.region, organisation=place.body, by=by, now=NOW
        ),
    ),
    "access.commands.end_post": Guarded(
        (APPOINT,), lambda by, place: commands.end_post(place.rows["post"], on=TODAY, by=by, now=NOW)
    ),
    "access.commands.close_account": Guarded(
        (CLOSE,), lambda by, place: commands.close_account(place.rows["account"], by=by, now=NOW)
    ),
    "access.commands.reopen_account": Guarded(
        (CLOSE,), lambda by, place: commands.reopen_account(place.rows["gone"], by=by, now=NOW)
    ),
    "access.commands.admit_client": Guarded(
        (CLIENTS,), lambda by, place: commands.admit_client(name="样例系统", region=place.region, by=by, now=NOW)
    ),
    "access.commands.make_key": Guarded(
        (CLIENTS,), lambda by, place: commands.make_key(place.rows["client"], by=by, now=NOW)
    ),
    "access.commands.close_client": Guarded(
        (CLIENTS,), lambda by, place: commands.close_client(place.rows["client"], by=by, now=NOW)
    ),
    "access.queries.list_clients": Guarded(
        (CLIENTS,), lambda by, place: queries.list_clients(place.region, by=by), hides=True
    ),
    "access.queries.get_client": Guarded(
        (CLIENTS,), lambda by, place: queries.get_client(place.rows["client"], by=by), hides=True
    ),
    "access.queries.list_keys": Internal("when the keys of clients were made that a face was let list"),
    "access.queries.find_caller": Public("whoever has the key"),
    "access.commands.record_refusal": Internal("a face writes down what it refused"),
    "access.commands.sign_in": Public("whoever knows phone and password; counted and throttled"),
    "access.commands.record_sign_in": SIGNED_IN,
    "access.commands.record_sign_out": SIGNED_IN,
    "access.commands.register": Public("whoever has just proved to hold the phone"),
    "access.commands.set_password": Guarded(
        (),
        lambda by, place: commands.set_password(account_id=place.rows["account"], password=PASSWORD, by=by, now=NOW),
    ),
    "access.commands.raise_real_name_level": Guarded(
        ("access.verify_identity",),
        lambda by, place: commands.raise_real_name_level(
            account_id=place.rows["account"], level=2, proven_by="sample", by=by, now=NOW
        ),
        anywhere=True,
    ),
    "access.commands.check_password_of": SIGNED_IN,
    "access.commands.count_attempts": Internal("counts an attempt before it is looked at"),
    "access.queries.real_name_level": SIGNED_IN,
    "access.queries.is_staff": SIGNED_IN,
    "access.queries.list_posts_granting": Internal("a face asks whom one's own work can be handed to"),
    "access.queries.name_accounts": Internal("a face names who took the steps of a case that it was let read"),
    "access.queries.check_may_enter": SIGNED_IN,
    "access.queries.list_holders": Guarded(
        (READ,), lambda by, place: queries.list_holders(place.region, by=by, today=TODAY).holders, hides=True
    ),
    "access.queries.get_holder": Guarded(
        (READ,), lambda by, place: queries.get_holder(place.rows["account"], by=by, today=TODAY), hides=True
    ),
    "access.commands.look_up": Guarded(
        (APPOINT,), lambda by, place: commands.look_up(phone=place.rows["phone"], by=by, now=NOW), anywhere=True
    ),
    "access.queries.list_refusals": Guarded(
        (APPOINT,),
        lambda by, place: queries.list_refusals(place.rows["free"], place.region, place.body, by=by, today=TODAY),
    ),
    "access.queries.find_refusal": Guarded((APPOINT,), _ask),
    "access.queries.check_appointment": Guarded(
        (APPOINT,),
        lambda by, place: check_appointment(place.rows["free"], "clerk", place.region, place.body, by=by, today=TODAY),
    ),
    "access.queries.actor_for": SIGNED_IN,
    "access.queries.get_post": SIGNED_IN,
    "access.queries.list_posts": SIGNED_IN,
    "access.queries.get_account": Internal("for commands that name an account they have already checked"),
    "access.queries.list_phones": Internal("whose telephone a notice of the platform goes to"),
    "access.queries.list_accounts_with": Internal("whom the platform tells of work that is late"),
    "access.queries.find_account": Internal("for sign-in and the sample, which know the phone"),
    "access.queries.has_sample_accounts": Internal("asked by a site as it starts"),
    **{
        f"access.queries.{name}": CATALOGUE
        for name in (
            *("list_roles", "get_role", "list_actions", "list_groups", "list_separations"),
            "check_catalogue",
        )
    },
}
