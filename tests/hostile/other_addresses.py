"""What nobody should send to the other addresses of the API: licences, pushed cases, programs, figures, lists.

Beside `inputs`, which holds what is sent to cases. Every operation of the description is asked by one of them.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.hostile.inputs import RAW as ALL_RAW
from tests.hostile.inputs import Hostile

AT = "/api/v1"
RAW = {name: body for name, body in ALL_RAW.items() if len(body) < 50_000}
"""Very large ones are refused by the same door everywhere."""
REGION = "420902000000"
CAUSE = {"cause": "核验经营资格", "case_number": "0000000000000017"}
HOLDER = {"holder_type": "001", "holder_code": "91420900MA00000000", "types": ["食品经营许可证"]}
PUSHED: dict[str, Any] = {
    "number": "LL-1", "version": 1, "item": "{item}", "submitted_at": "2026-11-24T10:00:00+08:00",
    "applicant": {"name": "样例甲", "document_kind": "111", "document_number": "110101199003070003"},
}  # fmt: skip
CLIENT = {"name": "样例", "region": REGION}
NOBODY = "00000000-0000-0000-0000-000000000000"

IDENTIFIERS = {
    "letters": "x",
    "300 letters": "x" * 300,
    "a wrong check character": "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.V",
    "nobody's licence": "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "dots only": "." * 40,
    "SQL": "1.2.156.3005.2.' OR 1=1 --",
    "a NUL": "1.2.156%00",
    "broken UTF-8": "%ff%fe",
    "a path": "..%2f..%2fetc%2fpasswd",
    "full width": "１．２．１５６",
    "a line break": "1.2%0d%0aSet-Cookie:%20a=b",
}

LOOKS: dict[str, dict[str, Any]] = {
    "no cause": {"cause": ""},
    "a blank cause": {"cause": " \u3000"},
    "a cause of 1,001 letters": {"cause": "x" * 1_001},
    "a cause with a NUL": {"cause": "x\x00"},
    "a cause of half a pair": {"cause": "\ud800"},
    "a cause that is a list": {"cause": ["x"]},
    "neither item nor case": {"case_number": ""},
    "another actor": {"by": "system"},
    "a basis": {"basis": "law"},
}

HOLDERS: dict[str, dict[str, Any]] = {
    "no types": {"types": []},
    "types that are a text": {"types": "食品经营许可证"},
    "types that are objects": {"types": [{"$ne": ""}]},
    "101 types": {"types": ["x"] * 101},
    "21 types": {"types": [f"x{order}" for order in range(21)]},
    "a type nobody knows": {"types": ["通行一切"]},
    "every type": {"types": ["*"]},
    "no such kind of document": {"holder_type": "999"},
    "a kind of four letters": {"holder_type": "0011"},
    "a number of 61 letters": {"holder_code": "9" * 61},
    "a forged check digit": {"holder_code": "91420900MA00000001"},
    "SQL as a number": {"holder_code": "' OR '1'='1"},
    "a number that is a number": {"holder_code": 7},
    "no number": {"holder_code": ""},
}

PUSHES: dict[str, dict[str, Any]] = {
    "version 0": {"version": 0},
    "version 10^30": {"version": 10**30},
    "no number": {"number": ""},
    "a number of 61 letters": {"number": "x" * 61},
    "a NUL in its number": {"number": "x\x00"},
    "a forged identity number": {
        "applicant": {"name": "x", "document_kind": "111", "document_number": "110101199003070000"}
    },
    "an applicant that is a text": {"applicant": "样例甲"},
    "no applicant": {"applicant": None},
    "no such item": {"item": "0" * 33},
    "an instant without a zone": {"submitted_at": "2026-11-24T10:00:00"},
    "the year 9999": {"submitted_at": "9999-12-31T23:59:59-12:00"},
    "the future": {"submitted_at": "2030-01-01T00:00:00+08:00"},
    "101 steps": {"steps": [{"step": "accept", "at": "2026-11-24T10:00:00+08:00"}] * 101},
    "a step of the platform": {"steps": [{"step": "archive", "at": "2026-11-24T10:00:00+08:00"}]},
    "a step before it began": {"steps": [{"step": "accept", "at": "2020-01-01T00:00:00+08:00"}]},
    "366 days": {"steps": [{"step": "suspend", "at": "2026-11-24T10:00:00+08:00", "days": 366}]},
    "a fee that is negative": {"fees": [{"name": "x", "amount": "-1"}]},
    "a fee of NaN": {"fees": [{"name": "x", "amount": "NaN"}]},
    "delivery by drone": {"delivery": "drone"},
}

APPLICATION: dict[str, Any] = {"item": "{item}", "values": {"name": "样例甲"}, "materials": []}
APPLICATIONS: dict[str, dict[str, Any]] = {
    "a person's own": {},
    "somebody else's": {"holder": NOBODY},
    "no such item": {"item": "0" * 33},
    "a holder that is a path": {"holder": "../1"},
    "values that are a text": {"values": "样例甲"},
    "a signature of nobody": {"signature": NOBODY},
    "a draft of nobody": {"draft": NOBODY},
    "101 materials": {"materials": [{"code": "m1", "how": "paper"}] * 101},
}
ANSWER = {"key": NOBODY, "certificates": ["MA=="], "signature": "MA==", "role": "representative", "person": {}}

CLIENTS: dict[str, dict[str, Any]] = {
    "no name": {"name": None},
    "a name of 101 letters": {"name": "x" * 101},
    "a NUL in its name": {"name": "x\x00"},
    "no region": {"region": ""},
    "a region nobody knows": {"region": "999999999999"},
    "a share of a thousand": {"share": 1_000},
    "somebody's account": {"account": NOBODY},
    "an account that is a path": {"account": "../1"},
    "a key": {"key": "tbk_x"},
    "a closed door": {"closed_at": None},
}

ASKED = {
    "regions": ("parent=999999999999", "parent=x", "q=" + "x" * 101, "limit=0", "limit=101", "cursor=9", "q=%00"),
    "items": ("region=x", "scope=all", "audience=dogs", "depth=5", "visits=-1", "limit=x", "life_event=A", "q=%00"),
    "indicators": ("", "region=x", "region=999999999999", "region=%00", f"region={REGION}&region=x"),
    "open-data/items.jsonl": ("region=x", "region=999999999999", "region=%ff"),
    "open-data/items.csv": ("region=x", "region=999999999999", "region=%00"),
    "clients": ("", "region=x", f"region={REGION}", "region=%00"),
    "lists/nothing": ("", f"region={REGION}", "region=x"),
    "lists/%00": (f"region={REGION}",),
    "items/x": ("",),
    "items/%00": ("",),
    "items/%ff%fe": ("",),
}
PERIOD = f"region={REGION}&first=2026-01-01&last=2026-11-30"
PERIODS = (
    *("", "region=x&first=2026-01-01&last=2026-02-01", f"region={REGION}", f"region={REGION}&first=2026-02-30&last=x"),
    *(f"region={REGION}&first=2026-02-01&last=2026-01-01", f"region={REGION}&first=0001-01-01&last=9999-12-31"),
    *("region=999999999999&first=2026-01-01&last=2026-02-01", f"{PERIOD}&organisation=" + "x" * 19),
)
FIGURES = ("case-figures", "case-figures/nothing/cases", "reuse-figures", "reuse-figures/waived/materials")
FIGURES += ("reuse-figures/reused/looks", "reuse-figures/covered/items")


def _post(name: str, path: str, told: Any, who: str = "system", **more: Any) -> Hostile:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Hostile(name, "POST", f"/{path}", body, who=who, at=AT, **more)


def _get(name: str, path: str, who: str = "citizen") -> Hostile:
    return Hostile(name, "GET", f"/{path}", who=who, at=AT)


def by_hand() -> Iterator[Hostile]:
    """All of them."""
    yield from _licences()
    yield from _pushed()
    yield from _signatures()
    yield from _clients()
    yield from _asked()


def _licences() -> Iterator[Hostile]:
    looks = {"licences/look-up": HOLDER, "licences/{licence}/look-up": {}, "licences/{licence}/file": {"form": "pdf"}}
    for path, needed in looks.items():
        for name, changes in LOOKS.items():
            yield _post(f"{path} with {name}", path, CAUSE | needed | changes)
        for who in ("nobody", "citizen", "stranger", "clerk", "elsewhere"):
            yield _post(f"{path} by {who}", path, CAUSE | needed, who)
        yield _post(f"{path} as a form", path, b"cause=x", media="application/x-www-form-urlencoded")
    for name, raw in RAW.items():
        yield _post(f"look up {name}", "licences/look-up", raw)
    for name, changes in HOLDERS.items():
        yield _post(f"a holder with {name}", "licences/look-up", CAUSE | HOLDER | changes)
    for form in ("exe", "", "PDF", None, ["pdf"], "../pdf"):
        yield _post(f"the file as {form!r}", "licences/{licence}/file", CAUSE | {"form": form})
    for form in ("ofd", "pdf"):
        yield _post(f"the {form} of what is not sealed", "licences/{licence}/file", CAUSE | {"form": form})
    for name, identifier in IDENTIFIERS.items():
        yield _get(f"verify {name}", f"licences/{identifier}/verification")
        yield _post(f"look up {name}", f"licences/{identifier}/look-up", CAUSE)
        yield _post(f"the file of {name}", f"licences/{identifier}/file", CAUSE | {"form": "pdf"})
    for name, raw in RAW.items():
        yield _post(f"verify a part that is {name[:40]}", "documents/verification", _part(raw), "nobody", media=_PARTS)
    yield _post("verify a document that is no form", "documents/verification", {}, "nobody")
    yield _post("licence keys", "licence-keys", {}, "nobody")


_PARTS = "multipart/form-data; boundary=b"


def _part(content: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="other"; filename="../../x.ofd"\r\n\r\n'
    return head + content + b"\r\n--b--\r\n"


def _pushed() -> Iterator[Hostile]:
    for name, changes in PUSHES.items():
        yield _post(f"typed with {name}", "pushed-cases/typed", PUSHED | changes, "clerk")
    for name, raw in RAW.items():
        yield _post(f"pushed: {name}", "pushed-cases", raw, "nobody", headers=_signed("00" * 70))
    for who in ("nobody", "citizen", "elsewhere", "system"):
        yield _post(f"typed by {who}", "pushed-cases/typed", PUSHED, who)
    for signature in ("", "xyz", "00", "30060201010201" + "01", "ff" * 100, "f" * 201, "\x00", "１２"):
        headers = _signed(signature.encode().decode("latin-1"))
        yield _post(
            f"signed with {len(signature)} {signature[:8]!r}", "pushed-cases", PUSHED, "nobody", headers=headers
        )
    for system in ("", "x" * 41, "\x00", "' OR 1=1 --", "../x"):
        yield _post(f"pushed by {system[:8]!r}", "pushed-cases", PUSHED, "nobody", headers=_signed("00", system))
    yield _post("pushed without a signature", "pushed-cases", PUSHED, "nobody")


def _signatures() -> Iterator[Hostile]:
    keyed = {"Idempotency-Key": "hostile-signature"}
    for name, changes in APPLICATIONS.items():
        yield _post(f"to sign, {name}", "signatures", APPLICATION | changes, "citizen", headers=keyed)
    for who in ("nobody", "stranger", "elsewhere", "system"):
        yield _post(f"to sign by {who}", "signatures", APPLICATION, who, headers=keyed)
        for step in ("correct", "supply"):
            yield _post(f"to sign, {step} by {who}", f"cases/{{number}}/{step}/signature", {}, who)
        yield _get(f"a signature by {who}", f"signatures/{NOBODY}", who)
    yield _post("to sign without a key", "signatures", APPLICATION, "citizen")
    for name in (NOBODY, "x", "%00", "1", NOBODY + "0"):
        yield _get(f"the signature {name}", f"signatures/{name}")
    for name, raw in RAW.items():
        yield _post(f"to sign: {name}", "signatures", raw, "citizen", headers=keyed)
        for step in ("correct", "supply"):
            yield _post(f"to sign, {step}: {name}", f"cases/{{number}}/{step}/signature", raw, "citizen")
        yield _post(f"answered: {name}", "signature-answers", raw, "nobody", headers={"X-Signature": "00" * 70})
    for signature in ("", "xyz", "00", "ff" * 100, "f" * 201, "\x00", "１２"):
        headers = {"X-Signature": signature.encode().decode("latin-1")}
        name = f"answered with {len(signature)} {signature[:8]!r}"
        yield _post(name, "signature-answers", ANSWER, "nobody", headers=headers)
    yield _post("answered without a signature", "signature-answers", ANSWER, "nobody")


def _signed(signature: str, system: str = "sample-aging") -> dict[str, str]:
    return {"X-System": system, "X-Signature": signature}


def _clients() -> Iterator[Hostile]:
    for name, changes in CLIENTS.items():
        yield _post(f"a client with {name}", "clients", CLIENT | changes, "clerk")
    for who in ("nobody", "citizen", "clerk", "elsewhere", "system"):
        yield _post(f"a client by {who}", "clients", CLIENT, who)
        for client in (NOBODY, "{client}"):
            yield _post(f"a key for {client} by {who}", f"clients/{client}/keys", {}, who)
            yield Hostile(f"{client} closed by {who}", "DELETE", f"/clients/{client}", who=who, at=AT)
    for days in (-1, 31, 10**30, "x", None, 0.5):
        yield _post(f"a key kept for {days}", "clients/{client}/keys", {"keep_days": days}, "clerk")
    for name in ("x", "%00", "1", NOBODY + "0"):
        yield _post(f"a key for {name}", f"clients/{name}/keys", {}, "clerk")


def _asked() -> Iterator[Hostile]:
    for path, queries in ASKED.items():
        for query in queries:
            yield _get(f"{path} with {len(query)} {query[:24]}", f"{path}?{query}")
    for path in FIGURES:
        for query in PERIODS:
            yield _get(f"{path} with {len(query)} {query[:60]}", f"{path}?{query}")
    for path in ("case-figures/nothing/cases", "reuse-figures/waived/materials", "reuse-figures/reused/looks"):
        for who in ("nobody", "citizen", "stranger", "system"):
            yield _get(f"{path} by {who}", f"{path}?{PERIOD}", who)
        yield _get(f"{path} after what no page gave out", f"{path}?{PERIOD}&after='--", "clerk")
