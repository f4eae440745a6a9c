"""Every write of the licence centre: licences themselves, who may use them, and what is shown, fetched and copied."""

from tongban.services.licences.commands.consents import give_consent, withdraw_consent
from tongban.services.licences.commands.fetching import Fetched, fetch, fetch_named, name_case
from tongban.services.licences.commands.showing import Redeemed, Shown, forget_codes, redeem, show_code, take_back

__all__ = [
    "Fetched",
    "Redeemed",
    "Shown",
    "fetch",
    "fetch_named",
    "forget_codes",
    "give_consent",
    "name_case",
    "redeem",
    "show_code",
    "take_back",
    "withdraw_consent",
]
