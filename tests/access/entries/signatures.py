"""Who may call what of signing by electronic business licence: whoever holds the code, the browser or the key."""

from tests.access.kinds import Internal, Public

WITHIN = Internal("a step of this app's own commands and queries")
OWN = Internal("tells the account that asked about its own request; proven beside it")

ENTRIES = {
    "signatures.commands.ask_sign_in": Public("whoever wants to sign in; counted by address"),
    "signatures.commands.ask_signature": Internal("the case centre asks, after it has judged who may apply"),
    "signatures.commands.receive_answer": Public("whoever signs with the platform's key; proven beside the command"),
    "signatures.commands.take_answer": Public("whoever signs with the platform's key, as receive_answer"),
    "signatures.commands.redeem_sign_in": Public("the browser that asked, which alone keeps the secret"),
    "signatures.commands.bind_account": WITHIN,
    "signatures.commands.find_accounts": WITHIN,
    "signatures.queries.get_shown": Public("whoever has the code: its id is random, and it names nobody"),
    "signatures.queries.get_standing": Public("the browser that asked, which alone keeps the secret"),
    "signatures.queries.get_own_standing": OWN,
    "signatures.queries.get_signed": OWN,
    "signatures.queries.check_evidence": Public("mathematics over what the caller has"),
    "signatures.queries.hash_of": WITHIN,
    "signatures.queries.trust": Internal("certificates of authorities, which are public"),
    "signatures.queries.is_open": Public("whether a platform is connected"),
    "signatures.queries.is_simulated": Public("whether a platform is connected"),
    "signatures.queries.code_address": Public("where a code leads that anybody sees"),
}
