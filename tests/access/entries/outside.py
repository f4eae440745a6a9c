"""Who may call what of the outside parties."""

from tests.access.kinds import Internal

SERVICE = Internal("a service sends its own message in its own transaction")
SIMULATOR = Internal("the simulators' inbox, which a production site does not have")

ENTRIES = {
    "outside.commands.send_sms": SERVICE,
    "outside.commands.send": SERVICE,
    "outside.commands.deliver": Internal("a reaction of the worker"),
    "outside.commands.party_of": Internal("names the adapter of a channel"),
    "outside.commands.receive_report": Internal("the party proves itself by its signature"),
    "outside.commands.set_faults": SIMULATOR,
    "outside.commands.play_reports": SIMULATOR,
    **{f"outside.commands.{name}": SIMULATOR for name in ("confirm", "keep_signer", "revoke_signer")},
    "outside.queries.is_signed_by": Internal("mathematics over what the caller has"),
    **{
        f"outside.queries.{name}": SIMULATOR
        for name in ("list_signers", "list_simulated_roots", "list_simulated_revoked")
    },
    "outside.queries.get_dispatch": SERVICE,
    "outside.queries.list_states": SERVICE,
    "outside.queries.check_simulated": SIMULATOR,
    "outside.queries.list_inbox": SIMULATOR,
    "outside.queries.get_faults": SIMULATOR,
}
