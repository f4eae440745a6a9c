"""An OFD and its signatures (GB/T 33190-2016, chapter 18): what they cover, and whether it is as it was signed."""

import base64
import binascii
import datetime as dt
import posixpath
from dataclasses import dataclass

from tongban.foundation.keys import sm3
from tongban.registers.seals.reading import markup, seal
from tongban.registers.seals.reading.archive import Archive
from tongban.registers.seals.reading.certificates import Authorities, parse_name
from tongban.registers.seals.reading.damage import Damaged
from tongban.registers.seals.reading.markup import Node
from tongban.registers.seals.reading.report import OFD_LAYERS, Findings, Layer, SignatureReport
from tongban.registers.seals.reading.trust import Trust
from tongban.registers.seals.rules import ses

ENTRY = "OFD.xml"
LICENCE = "证照标识"
"""The name of the custom datum in which an OFD says which licence it is (GB/T 36903, 36905)."""
MAX_SIGNATURES = 32
_SM3_NAMES = {"SM3", ses.SM3}


@dataclass(frozen=True, slots=True)
class _Listed:
    """A signature that a list of signatures names, and where its pieces are."""

    kind: str
    at: str
    body: Node
    value_at: str
    seal_at: str | None

    @property
    def pieces(self) -> set[str]:
        return {self.at, self.value_at, *filter(None, (self.seal_at,))}


@dataclass(frozen=True, slots=True)
class Container:
    """An OFD whose bookkeeping could be read. `lists` are the parts that name the signatures."""

    archive: Archive
    title: str
    licence: str
    lists: frozenset[str]
    signatures: tuple[_Listed, ...]


def open_container(content: bytes) -> Container:
    """Raises `Damaged` when it is not a sound OFD."""
    archive = Archive(content)
    entry = markup.parse(archive.read(ENTRY), ENTRY, "OFD")
    bodies = list(entry.all("DocBody"))
    if not bodies:
        raise Damaged("markup_incomplete", part=ENTRY, element="DocBody")
    lists = [_resolved("", text) for body in bodies if (text := body.text_of("Signatures"))]
    listed = tuple(signature for at in lists for signature in _listed(archive, at))
    if len(listed) > MAX_SIGNATURES or len({signature.at for signature in listed}) < len(listed):
        raise Damaged("signatures_listed_wrongly")
    info = bodies[0].find("DocInfo")
    title = info.text_of("Title")[:200] if info else ""
    return Container(archive, title, _licence(info) if info else "", frozenset(lists), listed)


def verify(container: Container, trust: Trust, *, now: dt.datetime) -> tuple[SignatureReport, ...]:
    """A report for each signature, or for none a single one that says so."""
    if not container.signatures:
        findings = Findings(OFD_LAYERS)
        findings.passed("container")
        return (SignatureReport(findings.layers(otherwise="unsigned")),)
    authorities = Authorities(trust.roots, trust)
    return tuple(_verify(container, signature, trust, authorities, now) for signature in container.signatures)


def _verify(
    container: Container, listed: _Listed, trust: Trust, authorities: Authorities, now: dt.datetime
) -> SignatureReport:
    findings = Findings(OFD_LAYERS)
    findings.passed("container")
    _check_references(container, listed, findings)
    if listed.kind != "Seal":
        return SignatureReport(findings.layers(otherwise="signed_without_seal"))
    try:
        made = seal.read_signature(container.archive.read(listed.value_at))
    except Damaged as damage:
        return SignatureReport(_unread(damage, findings))
    _check_hash(container, listed, made, findings)
    seal.check_signature(made, authorities, findings)
    seal.check_seal(made.seal, authorities, findings, at=made.signed_at, trust=trust)
    _check_seal_part(container, listed, made, findings)
    seal.check_not_in_future(made.signed_at, "seal_validity", now, findings)
    signer = parse_name(made.certificate)
    return SignatureReport(findings.layers(), signer, made.seal.facts.maker, made.signed_at, made.seal.facts)


def _unread(damage: Damaged, findings: Findings) -> tuple[Layer, ...]:
    if damage.reason_code.endswith("_older"):
        return findings.layers(otherwise=damage.reason_code)
    findings.failed("signature", damage.reason_code, **damage.facts)
    return findings.layers()


def _check_references(container: Container, listed: _Listed, findings: Findings) -> None:
    """Every part that is named is as it was signed, and every part of the file is named."""
    try:
        named = _named(listed)
    except Damaged as damage:
        findings.failed("references", damage.reason_code, **damage.facts)
        return
    if named is None:
        findings.undetermined("references", "algorithm_unknown", algorithm=_method(listed))
        return
    digests = container.archive.digests
    for part, digest in named.items():
        if part not in digests:
            findings.failed("references", "part_missing", part=part)
        elif digests[part] != digest:
            findings.failed("references", "part_changed", part=part)
    not_covered = digests.keys() - named.keys() - _bookkeeping(container, listed)
    for part in sorted(not_covered):
        findings.failed("references", "part_not_covered", part=part)
    findings.passed("references", "", parts=len(named))


def _named(listed: _Listed) -> dict[str, bytes] | None:
    """The SM3 of each part that the signature names; None when it hashes in another way."""
    references = listed.body.get("SignedInfo").get("References")
    if _method(listed) not in _SM3_NAMES:
        return None
    named: dict[str, bytes] = {}
    for reference in references.all("Reference"):
        part = _resolved(listed.at, reference.attributes.get("FileRef", ""))
        if part in named:
            raise Damaged("part_named_twice", part=part)
        named[part] = _decoded(reference.text_of("CheckValue"), part)
    return named


def _method(listed: _Listed) -> str:
    references = listed.body.get("SignedInfo").get("References")
    return references.attributes.get("CheckMethod", "MD5")  # the standard's default


def _decoded(text: str, part: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as failure:
        raise Damaged("markup_broken", part=part) from failure


def _bookkeeping(container: Container, listed: _Listed) -> set[str]:
    """Parts that a signature cannot name: the lists, its own record and value, and what other signatures brought."""
    others = (other.pieces for other in container.signatures if other is not listed)
    return {*container.lists, *listed.pieces}.union(*others)


def _check_hash(container: Container, listed: _Listed, made: seal.Signature, findings: Findings) -> None:
    same = container.archive.digests[listed.at] == made.data_hash
    findings.check("data_hash", same, "record_changed", part=listed.at)
    if posixpath.normpath(made.signed_part.lstrip("/")) != listed.at:
        findings.undetermined("data_hash", "record_elsewhere", part=made.signed_part[:200])


def _check_seal_part(container: Container, listed: _Listed, made: seal.Signature, findings: Findings) -> None:
    """The seal that lies beside the signature is the one that signed."""
    if listed.seal_at is not None and container.archive.digests.get(listed.seal_at) != sm3.digest(made.seal.der):
        findings.failed("seal_signature", "seal_swapped", part=listed.seal_at)


def _listed(archive: Archive, at: str) -> list[_Listed]:
    root = markup.parse(archive.read(at), at, "Signatures")
    entries = list(root.all("Signature"))
    if len(entries) > MAX_SIGNATURES:
        raise Damaged("signatures_listed_wrongly")
    return [_signature(archive, at, entry) for entry in entries]


def _signature(archive: Archive, list_at: str, entry: Node) -> _Listed:
    at = _resolved(list_at, entry.attributes.get("BaseLoc", ""))
    body = markup.parse(archive.read(at), at, "Signature")
    info = body.get("SignedInfo")
    info.get("References")
    held = info.find("Seal")
    return _Listed(
        entry.attributes.get("Type", "Seal"), at, body, _resolved(at, body.text_of("SignedValue")),
        _resolved(at, held.text_of("BaseLoc")) if held else None,
    )  # fmt: skip


def _resolved(base: str, location: str) -> str:
    """A location in the container: from its root when it begins with a stroke, else beside `base` (chapter 7.3)."""
    folder = "" if location.startswith("/") else posixpath.dirname(base)
    path = posixpath.normpath(posixpath.join(folder, location.lstrip("/")))
    if not location or path == "." or path.split("/")[0] == "..":
        raise Damaged("location_wrong", location=location[:200])
    return path


def _licence(info: Node) -> str:
    """What the file says of itself once; nothing when it says two things."""
    data = info.find("CustomDatas")
    found = {each.text for each in data.all("CustomData") if each.attributes.get("Name") == LICENCE} if data else set()
    return found.pop()[:200] if len(found) == 1 else ""
