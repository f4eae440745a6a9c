"""Public verification by identifier: one statement, its JSON written by PostgreSQL. Nothing here betrays a holder.

Never kept by anybody on the way: a revocation shows with the next request.
"""

import datetime as dt
import json
from dataclasses import dataclass

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.prepared import Statement, fetch_one
from tongban.registers.calendars.rules.clock import local
from tongban.registers.identifiers.rules import licence_identifier
from tongban.registers.seals.reading import Report, Verdict
from tongban.services.licences import sealing
from tongban.services.licences.models import IdentifierEntry, Licence, LicenceType
from tongban.services.licences.rules.life import CODE_OF_STATE, LIVING, State

_LIVING = ", ".join(f"'{state}'" for state in sorted(LIVING))
_STATE = f"CASE WHEN l.valid_until < %(today)s AND l.state IN ({_LIVING}) THEN '{State.EXPIRED}' ELSE l.state END"
_CODES = ", ".join(f"('{state}', '{code}')" for state, code in CODE_OF_STATE.items())

VERIFICATION = Statement(f"""
SELECT json_build_object(
    'identifier', l.identifier, 'legacy_variant', %(legacy)s::boolean,
    'type', json_build_object('code', l.type_code, 'name', l.type_name, 'name_en', t.name_en, 'kind', l.kind),
    'number', l.number, 'version', l.version, 'holder', l.holder_shown,
    'issuer', json_build_object('code', l.issuer, 'name', l.issuer_name, 'region', l.region),
    'issued_on', l.issued_on, 'valid_from', l.valid_from, 'valid_until', l.valid_until,
    'state', now.state, 'state_code', (SELECT code FROM (VALUES {_CODES}) AS known (state, code)
        WHERE known.state = now.state), 'state_at', l.state_at,
    'trusted', l.sealed_at IS NOT NULL, 'sealed_at', l.sealed_at, 'fields', l.values_public
)::text
FROM "{IdentifierEntry._meta.db_table}" entry
JOIN "{Licence._meta.db_table}" l ON l.id = entry.licence AND l.bucket = entry.bucket_of_licence
JOIN "{LicenceType._meta.db_table}" t ON t.code = l.type_code
CROSS JOIN LATERAL (SELECT {_STATE}) AS now (state)
WHERE entry.key = %(key)s AND l.identifier = %(identifier)s
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class PublicField:
    """What a licence says to everybody."""

    code: str
    name: str
    name_en: str
    value: str


@dataclass(frozen=True, slots=True)
class PublicLicence:
    """A licence as whoever checks it sees it. `holder`: a person's name masked; `state` that of today."""

    identifier: str
    is_legacy: bool
    type_code: str
    type_name: str
    type_name_en: str
    kind: str
    number: str
    version: int
    holder: str
    issuer: str
    issuer_name: str
    region: str
    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    state: State
    state_code: str
    state_at: dt.datetime
    is_trusted: bool
    sealed_at: dt.datetime | None
    fields: tuple[PublicField, ...]


def find_verification(identifier: str, *, now: dt.datetime) -> bytes | None:
    """The answer as JSON, None for an identifier that names nothing here.

    Raises Invalid `licence_identifier.…`: what is wrong with the spelling; a check character that fits the older way
    only is wrong, too, unless the identifier stands here.
    """
    parsed = licence_identifier.parse(identifier)
    spelled = str(parsed)
    told = {
        "identifier": spelled, "key": sealing.key_of(spelled), "legacy": parsed.is_legacy, "today": local(now).date()
    }  # fmt: skip
    with fan_out_allowed("the registry names the one row by id and bucket"):
        found = fetch_one(VERIFICATION, told)
    if found is None:
        licence_identifier.refuse_unknown(parsed)
        return None
    answer: str = found[0]
    return answer.encode()


def find_of_file(report: Report, *, now: dt.datetime) -> PublicLicence | None:
    """How the licence stands now that a sealed file is: a seal is as good as ever on one that was revoked since.

    None for a file that did not pass, whose word counts for nothing, and for one that is no licence of ours.
    """
    if report.verdict is not Verdict.PASSED or not report.licence:
        return None
    try:
        return find_public(report.licence, now=now)
    except Invalid:
        return None


def find_public(identifier: str, *, now: dt.datetime) -> PublicLicence | None:
    """The same to show on a page."""
    answer = find_verification(identifier, now=now)
    if answer is None:
        return None
    told = json.loads(answer)
    kind, issuer = told["type"], told["issuer"]
    until, sealed_at = told["valid_until"], told["sealed_at"]
    return PublicLicence(
        told["identifier"], told["legacy_variant"], kind["code"], kind["name"], kind["name_en"], kind["kind"],
        told["number"], told["version"], told["holder"], issuer["code"], issuer["name"], issuer["region"],
        dt.date.fromisoformat(told["issued_on"]), dt.date.fromisoformat(told["valid_from"]),
        dt.date.fromisoformat(until) if until else None, State(told["state"]), told["state_code"],
        dt.datetime.fromisoformat(told["state_at"]), told["trusted"],
        dt.datetime.fromisoformat(sealed_at) if sealed_at else None,
        tuple(PublicField(**each) for each in told["fields"]),
    )  # fmt: skip
