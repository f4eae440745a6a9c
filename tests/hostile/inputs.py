"""What nobody should send: by hand, each with who sends it. `{number}`, `{holder}`… are filled from the world."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

KEY = "a-hostile-key"
GOOD: dict[str, Any] = {
    "item": "{item}",
    "values": {"name": "样例甲"},
    "materials": [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}],
}


@dataclass(frozen=True)
class Hostile:
    """One request; `path` begins at the address `at`. `extra` goes into the WSGI environment as it stands."""

    name: str
    method: str
    path: str
    body: bytes = b""
    who: str = "citizen"
    media: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    at: str = "/api/v1/cases"


def told(**changes: Any) -> bytes:
    return json.dumps(GOOD | changes, ensure_ascii=True).encode()


def submit(name: str, body: bytes, **more: Any) -> Hostile:
    more.setdefault("headers", {"Idempotency-Key": KEY})
    return Hostile(f"submit: {name}", "POST", "", body, **more)


RAW: dict[str, bytes] = {
    "nothing": b"",
    "a brace": b"{",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"x"',
    "a number": b"1",
    "two documents": b"{}{}",
    "no UTF-8": b'{"item": "\xff\xfe"}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "GBK": '{"item": "机密"}'.encode("gbk"),
    "NUL bytes": b"\x00" * 64,
    "a NUL in a text": b'{"item": "x\\u0000y"}',
    "a raw NUL": b'{"item": "x\x00y"}',
    "half a pair": b'{"item": "\\ud800"}',
    "half a pair as a key": b'{"item": "x", "values": {"\\udfff": 1}}',
    "NaN": b'{"item": "x", "values": {"a": NaN}}',
    "Infinity": b'{"item": "x", "values": {"a": -Infinity}}',
    "1e999": b'{"item": "x", "values": {"a": 1e999}}',
    "an integer of 5,000 digits": b'{"item": "x", "values": {"a": ' + b"9" * 5_000 + b"}}",
    "an integer of 4,000 digits": told(values={"name": 10**3999}),
    "100,000 brackets": b"[" * 100_000,
    "100,000 nested lists": b'{"item": "x", "values": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    "60 nested objects": b'{"item": "x", "answers": ' + b'{"a":' * 60 + b"1" + b"}" * 61,
    "three megabytes": told(address="x" * 3_000_000),
    "100,000 keys": told(values={f"k{order}": order for order in range(100_000)}),
    "a text of two megabytes": told(values={"name": "x" * 2_000_000}),
    "a name of 100,000 letters": told(values={"x" * 100_000: 1}),
    "single quotes": b"{'item': 'x'}",
    "a comment": b'{"item": "x" /* */}',
    "a trailing comma": b'{"item": "x",}',
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "a pickle": b"cos\nsystem\n(S'id'\ntR.",
    "a form": b"item=x&values=y",
}

FIELDS: dict[str, dict[str, Any]] = {
    "no such item": {"item": "0" * 33},
    "an item of 61 letters": {"item": "x" * 61},
    "an item that is a list": {"item": ["{item}"]},
    "an item that is null": {"item": None},
    "an item with a path": {"item": "../../etc/passwd"},
    "an item with SQL": {"item": "' OR '1'='1"},
    "an item in full width": {"item": "１１４２０９０２"},
    "somebody else's file": {"holder": "{holder}"},
    "a file that is none": {"holder": "00000000-0000-0000-0000-000000000000"},
    "a file of all ones": {"holder": "ffffffff-ffff-ffff-ffff-ffffffffffff"},
    "a file that is a number": {"holder": 7},
    "a file that is a list": {"holder": ["{holder}"]},
    "a file with a path": {"holder": "../{holder}"},
    "the channel of the window": {"channel": "window"},
    "the channel of the platform": {"channel": "system"},
    "a channel nobody knows": {"channel": "pigeon"},
    "a channel that is an object": {"channel": {"$ne": ""}},
    "values that are a list": {"values": ["name"]},
    "values that are a text": {"values": "name"},
    "a name that is an object": {"values": {"name": {"$gt": ""}}},
    "a name that is a list": {"values": {"name": ["样例甲"]}},
    "a name that is true": {"values": {"name": True}},
    "a name of 5,000 letters": {"values": {"name": "甲" * 5_000}},
    "a name of control letters": {"values": {"name": "\x07\x1b[2J"}},
    "no name": {"values": {}},
    "a blank name": {"values": {"name": " \u3000"}},
    "a telephone with a script": {"values": {"name": "样例甲", "phone": "<script>alert(1)</script>"}},
    "answers that are a number": {"answers": 3},
    "no materials": {"materials": []},
    "materials that are an object": {"materials": {"0": {}}},
    "201 materials": {"materials": [{"code": f"m{order}", "how": "paper"} for order in range(201)]},
    "one material twice": {"materials": [*GOOD["materials"], {"code": "m2", "how": "paper"}]},
    "a material nobody asked for": {"materials": [*GOOD["materials"], {"code": "m9", "how": "paper"}]},
    "a way nobody knows": {"materials": [{"code": "m1", "how": "magic"}]},
    "an upload without a file": {"materials": [{"code": "m1", "how": "upload"}, {"code": "m2", "how": "paper"}]},
    "an upload of nobody's file": {
        "materials": [{"code": "m1", "how": "upload", "file": "{case}"}, {"code": "m2", "how": "paper"}]
    },
    "a file with a path as its id": {"materials": [{"code": "m1", "how": "upload", "file": "../../etc/passwd"}]},
    "a licence of 121 letters": {"materials": [{"code": "m1", "how": "licence", "reference": "x" * 121}]},
    "a promise of what may not follow": {"materials": [{"code": "m1", "how": "promise"}]},
    "a material with a state": {"materials": [{"code": "m1", "how": "paper", "superseded_at": None}]},
    "delivery by drone": {"delivery": "drone"},
    "an address of 201 letters": {"address": "x" * 201},
    "a promise that is not offered": {"promise": True},
    "a promise that is a text": {"promise": "perhaps"},
    "somebody else's draft as a text": {"draft": "mine"},
    **{
        f"mass assignment of {name}": {name: value}
        for name, value in {
            "state": "granted", "id": "{case}", "number": "{number}", "bucket": 1, "version": 9, "outcome": "granted",
            "submitted_by": "{holder}", "submitted_at": "2020-01-01T00:00:00Z", "default_grant": True, "gaps": 0,
            "organisation": "TE420900SAMPLE0XYZ", "region": "420000000000", "route": [], "__class__": "x",
            "__proto__": {"admin": True}, "by": "system", "now": "2020-01-01T00:00:00Z", "key": KEY,
        }.items()
    },
}  # fmt: skip

MEDIA = [
    *(
        "",
        "text/plain",
        "text/html",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
    ),
    *("multipart/form-data", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "*/*", "json"),
    *("application/json; charset=gbk", "application/jsonx", "application/merge-patch+json", "application/json, text/x"),
]

KEYS = {
    "none": None,
    "empty": "",
    "seven letters": "1234567",
    "129 letters": "x" * 129,
    "100,000 letters": "x" * 100_000,
    "a space": "with a space",
    "a tab": "with\ta-tab",
    "Latin letters beyond ASCII": "caf\xe9-caf\xe9",
    "Chinese in UTF-8": "一二三四五六七八".encode().decode("latin-1"),
    "a NUL": "1234567\x00",
}

NUMBERS = {
    "a letter": "x",
    "fifteen digits": "123456789012345",
    "seventeen digits": "12345678901234567",
    "a wrong check digit": "1234567890123456",
    "zeros": "0" * 16,
    "nines": "9" * 16,
    "minus one": "-1",
    "a thousand digits": "1" * 1_000,
    "Chinese digits": "一二三四五六七八九十一二三四五六",
    "superscripts": "¹²³⁴⁵⁶⁷⁸⁹⁰¹²³⁴⁵⁶",
    "Arabic digits": "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥",
    "SQL": "' OR 1=1 --",
    "a template": "{{7*7}}",
    "a path": "..%2f..%2fetc%2fpasswd",
    "dots": "%2e%2e",
    "a NUL": "1234%00567",
    "broken UTF-8": "%ff%fe",
    "half a pair": "%ed%a0%80",
    "an emoji": "%F0%9F%92%A3",
    "an id": "{case}",
    "letters from right to left": "%E2%80%AE1234",
    "a line break": "1234%0d%0aSet-Cookie:%20a=b",
}

STEPS = ("accept", "decline", "request_correction", "correct", "supply", "withdraw", "pass_on", "suspend", "resume")
STEPS += ("extend", "grant", "deny", "deliver")
OF_THE_PLATFORM = ("submit", "deem_accepted", "grant_by_default", "lapse", "conclude", "archive")
UNKNOWN = (*OF_THE_PLATFORM, "fly", "ACCEPT", "accept%00", "__init__", "receipt_of", "%2e%2e", "x" * 2_000, "批准", "1")

TOLD: dict[str, Any] = {
    "an opinion of 2,001 letters": {"opinion": "x" * 2_001},
    "an opinion with a NUL": {"opinion": "x\x00"},
    "an opinion of half a pair": {"opinion": "\ud800"},
    "an opinion that is an object": {"opinion": {"zh": "同意"}},
    "a million days": {"days": 1_000_000},
    "minus one day": {"days": -1},
    "half a day": {"days": 0.5},
    "days without end": {"days": 10**400},
    "201 defects": {"defects": [{"about": "m1", "text": "x"}] * 201},
    "a defect without text": {"defects": [{"about": "m1"}]},
    "a state": {"state": "granted"},
    "another case": {"case_id": "{case}"},
    "another actor": {"by": "system"},
    "values that are a list": {"values": []},
}

METHODS = ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "OPTIONS")
QUERIES = (
    *("limit=0", "limit=-1", "limit=51", "limit=1e3", "limit=" + "9" * 400, "limit=٣", "limit=%00", "cursor=1"),
    *("cursor=%00", "cursor={case}", "holder={holder}", "holder=me", "holder=%27", "cursor=" + "x" * 5_000),
    *("limit=1&limit=x", "cursor=null", "holder=&cursor=", "%ff=1", "limit=%ff", "a=" + "x" * 9_000),
)


def by_hand() -> Iterator[Hostile]:
    """All of them."""
    yield from _submissions()
    yield from _numbers_and_steps()
    yield from _methods_and_lists()


def _submissions() -> Iterator[Hostile]:
    for name, body in RAW.items():
        yield submit(name, body)
    for name, changes in FIELDS.items():
        yield submit(name, told(**changes))
    for media in MEDIA:
        yield submit(f"as {media or 'no media type'}", told(), media=media)
    for name, key in KEYS.items():
        yield submit(f"a key of {name}", told(), headers={} if key is None else {"Idempotency-Key": key})
    for post in ("me", "{post}", "00000000-0000-0000-0000-000000000000", "\x00", "x" * 5_000, "{holder}"):
        yield submit(f"in the post {post[:12]!r}", told(), headers={"Idempotency-Key": KEY, "X-Post": post})
    for length in ("abc", "-1", "99999999999999999999"):
        yield submit(f"a length of {length}", told(), extra={"CONTENT_LENGTH": length})
    yield submit("signed in as nobody", told(), who="nobody")
    yield submit("by another body's clerk", told(channel="window", holder="{holder}"), who="elsewhere")
    yield submit("by a stranger for somebody", told(holder="{holder}"), who="stranger")
    yield submit("compressed", b"\x1f\x8b\x08\x00", headers={"Idempotency-Key": KEY, "Content-Encoding": "gzip"})


def _numbers_and_steps() -> Iterator[Hostile]:
    for name, number in NUMBERS.items():
        yield Hostile(f"progress of {name}", "GET", f"/{number}")
        yield Hostile(f"progress of {name} with a code", "GET", f"/{number}?code=12345678", who="nobody")
        yield Hostile(f"withdraw {name}", "POST", f"/{number}/withdraw", b"{}")
    for code in ("0", "00000000", "x" * 41, "%00", "%ff", "１２３４５６７８", "' OR 1=1 --"):
        yield Hostile(f"a code of {code[:8]}", "GET", "/{number}?code=" + code, who="nobody")
    for step in STEPS:
        yield Hostile(f"{step} by a stranger", "POST", f"/{{number}}/{step}", b"{}", who="stranger")
        yield Hostile(f"{step} by another body", "POST", f"/{{number}}/{step}", b"{}", who="elsewhere")
        yield Hostile(f"{step} by nobody", "POST", f"/{{number}}/{step}", b"{}", who="nobody")
    for step in UNKNOWN:
        yield Hostile(f"the step {step[:20]}", "POST", f"/{{number}}/{step}", b"{}", who="clerk")
    for name, body in TOLD.items():
        yield Hostile(f"decline with {name}", "POST", "/{number}/decline", json.dumps(body).encode(), who="clerk")
    for name, raw in RAW.items():
        yield Hostile(f"decline with {name}", "POST", "/{number}/decline", raw, who="clerk")
    for step in ("pass_on", "grant", "deny", "suspend", "resume", "extend", "deliver", "correct", "supply"):
        yield Hostile(f"{step} by a clerk before its time", "POST", f"/{{number}}/{step}", b"{}", who="clerk")


def _methods_and_lists() -> Iterator[Hostile]:
    for method in METHODS:
        for path in ("", "/{number}", "/{number}/accept"):
            yield Hostile(f"{method} {path}", method, path, b"{}", who="clerk")
    yield Hostile("GET of a step", "GET", "/{number}/accept", who="clerk")
    yield Hostile("POST of a case", "POST", "/{number}", b"{}", who="clerk")
    yield Hostile(
        "a method in a header", "POST", "/{number}", b"{}", who="clerk", headers={"X-HTTP-Method-Override": "GET"}
    )
    for query in QUERIES:
        yield Hostile(f"list with {len(query)} {query[:20]}", "GET", f"?{query}", who="stranger")
    yield Hostile("list of nobody", "GET", "", who="nobody")
    for path in ("/", "//", "/{number}/", "/{number}//accept", "/{number}/accept/", "/../cases/{number}", "/%2e%2e/x"):
        yield Hostile(f"path {path}", "GET", path, who="nobody")
    for scheme in ("Bearer", "Bearer ", "Bearer tbk_", "bearer x y", "Bearer \xff", "Bearer " + "x" * 50_000):
        yield Hostile(
            f"authorised by {len(scheme)} {scheme[:12]}", "GET", "", who="nobody", headers={"Authorization": scheme}
        )
    for host in ("a b", "x" * 5_000, "[::1", "evil.example:99999"):
        yield Hostile(f"host {host[:8]}", "GET", "/{number}", who="nobody", extra={"HTTP_HOST": host})
    for cookie in ("sessionid=x; sessionid=y", "sessionid=\x00", "sessionid=" + "x" * 9_000, "tb_lang=../../x"):
        yield Hostile(f"cookie {cookie[:16]}", "GET", "/{number}", who="nobody", headers={"Cookie": cookie})
    for language in ("x" * 5_000, "en;q=nan", "\xff", "../../etc"):
        yield Hostile(f"language {language[:8]}", "GET", "/x", who="nobody", headers={"Accept-Language": language})
