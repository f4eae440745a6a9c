"""A sealed OFD passes; whatever is changed in it fails at the layer that guards it."""

import datetime as dt
from collections.abc import Callable

import pytest

from tongban.registers.seals.reading import Kind, SealStanding, Verdict, verify
from tongban.registers.seals.reading.tests import make
from tongban.registers.seals.reading.tests.make import ESL, NOW, PAGE, RECORD, SIGNED_AT, VALUE, World, flipped

Parts = dict[str, bytes]
LIST = "Doc_0/Signs/Signatures.xml"
PASSED, FAILED, UNDETERMINED = Verdict.PASSED, Verdict.FAILED, Verdict.UNDETERMINED


@pytest.fixture(scope="module")
def world() -> World:
    return make.world()


@pytest.fixture(scope="module")
def parts(world: World) -> Parts:
    return make.sealed_parts(world)


def report_on(parts: Parts, trust):
    return verify(make.packed(parts), trust, at=NOW, now=NOW)


def failed_layers(parts: Parts, trust) -> dict[str, str]:
    return {layer.name: layer.reason_code for layer in report_on(parts, trust).layers if layer.verdict is FAILED}


@pytest.mark.req("LIC-03", part="verification")
def test_a_sealed_document_passes_every_layer(world: World, parts: Parts) -> None:
    report = report_on(parts, world.trust())
    assert (report.verdict, report.kind, report.title) == (PASSED, Kind.OFD, "营业执照")
    assert {layer.verdict for layer in report.layers} == {PASSED}
    (signature,) = report.signatures
    assert (signature.signer, signature.issuer, signature.signed_at) == ("样例局", "样例制章机构", SIGNED_AT)
    assert signature.seal is not None
    assert (signature.seal.name, signature.seal.picture_type, signature.seal.width) == ("样例局公章", "PNG", 40)


@pytest.mark.parametrize(
    ("told", "licence"), [((), ""), (("A.1",), "A.1"), (("A.1", "A.1"), "A.1"), (("A.1", "B.2"), "")]
)
def test_a_file_says_once_which_licence_it_is(told: tuple[str, ...], licence: str, world: World, parts: Parts) -> None:
    data = "".join(f'<ofd:CustomData Name="证照标识">{each}</ofd:CustomData>' for each in told)
    custom = f"<ofd:CustomDatas>{data}</ofd:CustomDatas></ofd:DocInfo>".encode()
    assert (
        report_on(parts | {"OFD.xml": parts["OFD.xml"].replace(b"</ofd:DocInfo>", custom)}, world.trust()).licence
        == licence
    )


def test_a_seal_may_list_its_signers_by_digest(world: World) -> None:
    sealed = make.sealed_parts(world, esl=make.seal(world, by_digest=True))
    assert report_on(sealed, world.trust()).verdict is PASSED


CHANGES: dict[str, tuple[Callable[[Parts, World], Parts], dict[str, str]]] = {
    "a page's text": (lambda p, w: p | {PAGE: flipped(p[PAGE], "张".encode())}, {"references": "part_changed"}),
    "the entry part": (
        lambda p, w: p | {"OFD.xml": flipped(p["OFD.xml"], "照".encode())}, {"references": "part_changed"},
    ),
    "a part removed": (lambda p, w: {n: b for n, b in p.items() if n != PAGE}, {"references": "part_missing"}),
    "a part added": (lambda p, w: p | {"Doc_0/Annots/new.xml": b"<a/>"}, {"references": "part_not_covered"}),
    "a part renamed": (
        lambda p, w: {n.replace("PublicRes", "Public"): b for n, b in p.items()}, {"references": "part_missing"},
    ),
    "two parts exchanged": (
        lambda p, w: p | {PAGE: p["Doc_0/Document.xml"], "Doc_0/Document.xml": p[PAGE]}, {"references": "part_changed"},
    ),
    "the record": (lambda p, w: p | {RECORD: p[RECORD] + b" "}, {"data_hash": "record_changed"}),
    "a digest in the record": (
        lambda p, w: p | {RECORD: p[RECORD].replace(b"<ofd:CheckValue>", b"<ofd:CheckValue>AA", 1)},
        {"data_hash": "record_changed", "references": "markup_broken"},
    ),
    "a part and its digest": (
        lambda p, w: _with_record(p | {PAGE: b"<a/>"}), {"data_hash": "record_changed"},
    ),
    "a reference dropped": (
        lambda p, w: p | {RECORD: make.record_of({n: b for n, b in _content(p).items() if n != PAGE})},
        {"data_hash": "record_changed", "references": "part_not_covered"},
    ),
    "the value of the signature": (lambda p, w: p | {VALUE: flipped(p[VALUE], -1)}, {"signature": "signature_wrong"}),
    "the time of the signature": (
        lambda p, w: p | {VALUE: p[VALUE].replace(b"20261120", b"20261320")}, {"signature": "signed_value_malformed"},
    ),
    "the day of the signature": (
        lambda p, w: p | {VALUE: p[VALUE].replace(b"20261120", b"20261121")}, {"signature": "signature_wrong"},
    ),
    "the seal's picture": (
        lambda p, w: p | {VALUE: flipped(p[VALUE], b"\x89PNG")},
        {"signature": "signature_wrong", "seal_signature": "signature_wrong"},
    ),
    "the seal's picture in both places": (
        lambda p, w: p | {VALUE: flipped(p[VALUE], b"\x89PNG"), ESL: flipped(p[ESL], b"\x89PNG")},
        {"signature": "signature_wrong", "seal_signature": "signature_wrong", "references": "part_changed"},
    ),
    "the seal beside it": (
        lambda p, w: p | {ESL: flipped(p[ESL], b"\x89PNG")},
        {"references": "part_changed", "seal_signature": "seal_swapped"},
    ),
    "the seal swapped for another": (
        lambda p, w: p | {ESL: make.seal(w, id="S2")}, {"references": "part_changed", "seal_signature": "seal_swapped"},
    ),
    "the signer's certificate": (
        lambda p, w: p | {VALUE: _with_signer(p, w, _namesake(w))},
        {"signature": "signature_wrong", "signer_in_seal": "signer_not_in_seal"},
    ),
    "a byte of the signer's certificate": (
        lambda p, w: p | {VALUE: _with_signer(p, w, flipped(w.signer.certificate, -1))},
        {"signer_in_seal": "signer_not_in_seal", "certificate_chain": "not_by_its_issuer"},
    ),
    "bytes after the signature": (
        lambda p, w: p | {VALUE: p[VALUE] + b"\0"}, {"signature": "signed_value_malformed"},
    ),
    "the signature of another document": (
        lambda p, w: p | {VALUE: make.signed_value(w, p[ESL], b"another")}, {"data_hash": "record_changed"},
    ),
    "a seal for somebody else": (
        lambda p, w: make.sealed_parts(w, esl=make.seal(w, signers=(w.maker.certificate,))),
        {"signer_in_seal": "signer_not_in_seal"},
    ),
    "signed after the seal ended": (
        lambda p, w: make.sealed_parts(w, esl=make.seal(w, valid_until=make.FROM)), {"seal_validity": "seal_expired"},
    ),
    "signed before the seal began": (
        lambda p, w: make.sealed_parts(w, esl=make.seal(w, valid_from=NOW)), {"seal_validity": "seal_not_yet_valid"},
    ),
    "signed tomorrow": (
        lambda p, w: make.sealed_parts(w, signed_at=NOW + dt.timedelta(days=1)), {"seal_validity": "signed_in_future"},
    ),
}  # fmt: skip


def _content(parts: Parts) -> Parts:
    return {name: body for name, body in parts.items() if name not in (LIST, RECORD, VALUE)}


def _with_signer(parts: Parts, world: World, certificate: bytes) -> bytes:
    """The value with another certificate beside the signature; the seal in it goes on naming the old one."""
    before, _found, after = parts[VALUE].rpartition(world.signer.certificate)
    return before + certificate + after


def _namesake(world: World) -> bytes:
    """Another certificate of the same name and, so that the DER around it still fits, of the same length."""
    made = (make.holder("样例局", world.authority).certificate for _attempt in range(200))
    return next(each for each in made if len(each) == len(world.signer.certificate))


def _with_record(parts: Parts) -> Parts:
    return parts | {RECORD: make.record_of(_content(parts))}


@pytest.mark.req("LIC-03", part="tampering")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_fails_at_its_layer(change: str, world: World, parts: Parts) -> None:
    alter, expected = CHANGES[change]
    assert failed_layers(alter(parts, world), world.trust()) == expected


def test_a_list_that_names_nothing_leaves_the_document_unsigned(world: World, parts: Parts) -> None:
    report = report_on(parts | {LIST: make.signature_list()}, world.trust())
    assert (report.verdict, report.layer("signature").reason_code) == (UNDETERMINED, "unsigned")


@pytest.mark.parametrize(
    ("lost", "reason"), [(LIST, "part_missing"), (RECORD, "part_missing"), ("OFD.xml", "part_missing")]
)
def test_bookkeeping_that_is_lost_fails_the_container(lost: str, reason: str, world: World, parts: Parts) -> None:
    left = {name: body for name, body in parts.items() if name != lost}
    assert failed_layers(left, world.trust()) == {"container": reason}


def test_a_lost_value_fails_the_signature(world: World, parts: Parts) -> None:
    left = {name: body for name, body in parts.items() if name != VALUE}
    assert failed_layers(left, world.trust()) == {"signature": "part_missing"}


def test_an_older_signature_is_recognised_and_left_open(world: World, parts: Parts) -> None:
    """GM/T 0031 has two parts outermost: what was signed and the signature."""
    older = bytes.fromhex("3008 3003020102 030100")
    report = report_on(parts | {VALUE: older}, world.trust())
    assert (report.verdict, report.layer("signature").reason_code) == (UNDETERMINED, "signed_value_older")


def test_a_signature_without_seal_is_left_open(world: World, parts: Parts) -> None:
    report = report_on(parts | {LIST: make.signature_list(RECORD, kind="Sign")}, world.trust())
    assert (report.verdict, report.layer("signature").reason_code) == (UNDETERMINED, "signed_without_seal")


def test_an_unknown_hash_is_left_open(world: World) -> None:
    parts = make.unsigned_parts() | {ESL: make.seal(world)}
    record = make.record_of(parts, method="MD5")
    parts |= {LIST: make.signature_list(RECORD), RECORD: record, VALUE: make.signed_value(world, parts[ESL], record)}
    report = report_on(parts, world.trust())
    assert (report.verdict, report.layer("references").reason_code) == (UNDETERMINED, "algorithm_unknown")


def test_a_second_seal_does_not_harm_the_first(world: World, parts: Parts) -> None:
    second = {name: name.replace("Sign_0", "Sign_1") for name in (RECORD, VALUE, ESL)}
    esl = make.seal(world, id="S2")
    record = make.record_of(parts | {second[ESL]: esl}, value=second[VALUE], esl=second[ESL])
    both = parts | {
        LIST: make.signature_list(RECORD, second[RECORD]), second[ESL]: esl, second[RECORD]: record,
        second[VALUE]: make.signed_value(world, esl, record, part=f"/{second[RECORD]}"),
    }  # fmt: skip
    report = report_on(both, world.trust())
    assert [signature.seal.id for signature in report.signatures if signature.seal] == ["S1", "S2"]
    assert report.signatures[0].verdict is PASSED


def test_a_false_second_signature_hides_no_part(world: World, parts: Parts) -> None:
    """One that claims a new page as its own value would take it out of the first one's sight; it fails itself."""
    false = {"Doc_0/Signs/Sign_1/Signature.xml": make.record_of({}, value="Doc_0/Pages/Page_1/Content.xml")}
    listed = make.signature_list(RECORD, *false)
    more = parts | false | {LIST: listed, "Doc_0/Pages/Page_1/Content.xml": b"<a/>"}
    assert report_on(more, world.trust()).verdict is FAILED


@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_one_of_our_seals_that_was_taken_back(state: str, world: World, parts: Parts) -> None:
    def told(since: dt.datetime) -> tuple[Verdict, str]:
        layer = report_on(parts, world.trust(seals={"S1": SealStanding(state, since)})).layer("revocation")
        return layer.verdict, layer.reason_code

    assert told(SIGNED_AT) == (FAILED, f"seal_{state}")
    assert told(SIGNED_AT + dt.timedelta(seconds=1)) == (PASSED, f"seal_{state}_later")


def test_another_record_path_is_left_open(world: World, parts: Parts) -> None:
    moved = parts | {VALUE: make.signed_value(world, parts[ESL], parts[RECORD], part="/elsewhere.xml")}
    assert report_on(moved, world.trust()).layer("data_hash").reason_code == "record_elsewhere"
