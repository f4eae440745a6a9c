"""What a reader says about a signed file: one verdict for each layer, and the verdict that follows from them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Fact = str | int | bool | dt.datetime


class Kind(StrEnum):
    """What the bytes are, by their first bytes alone."""

    OFD = "ofd"
    PDF = "pdf"
    ESL = "esl"


class Verdict(StrEnum):
    """Undetermined: not shown to be wrong, but something that is needed to trust it is unknown."""

    PASSED = "passed"
    UNDETERMINED = "undetermined"
    FAILED = "failed"


_GRAVITY = (Verdict.PASSED, Verdict.UNDETERMINED, Verdict.FAILED)

OFD_LAYERS = (
    "container", "references", "data_hash", "signature", "signer_in_seal", "seal_signature", "seal_validity",
    "certificate_chain", "certificate_validity", "revocation",
)  # fmt: skip
PDF_LAYERS = (
    "container", "coverage", "digest", "signature", "certificate_chain", "certificate_validity", "revocation",
)  # fmt: skip
ESL_LAYERS = (
    "container", "seal_signature", "seal_validity", "certificate_chain", "certificate_validity", "revocation",
)  # fmt: skip
LAYERS = {Kind.OFD: OFD_LAYERS, Kind.PDF: PDF_LAYERS, Kind.ESL: ESL_LAYERS}


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing that was checked. `reason_code` is empty only when it passed and nothing more is to be said."""

    name: str
    verdict: Verdict
    reason_code: str = ""
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What a seal says about itself; believe it as far as the layers passed. The picture's size is in millimetres."""

    id: str
    name: str
    maker: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    picture_type: str
    picture: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature of a file. `signed_at` is the signer's own word, unless a fact says otherwise."""

    layers: tuple[Layer, ...]
    signer: str = ""
    issuer: str = ""
    signed_at: dt.datetime | None = None
    seal: SealFacts | None = None

    @property
    def verdict(self) -> Verdict:
        return worst(layer.verdict for layer in self.layers)


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found out about a file. `layers` holds for each layer the gravest finding of all signatures.

    `digest` is the SM3 of the whole file. A file without any signature is undetermined: nothing vouches for it.
    `licence` is the identifier (GB/T 36904) of the licence that the file says it is: believe it of one that passed.
    """

    kind: Kind
    digest: str
    signatures: tuple[SignatureReport, ...]
    title: str = ""
    licence: str = ""

    @property
    def layers(self) -> tuple[Layer, ...]:
        columns = zip(*(signature.layers for signature in self.signatures), strict=True)
        return tuple(max(column, key=lambda layer: _GRAVITY.index(layer.verdict)) for column in columns)

    @property
    def verdict(self) -> Verdict:
        return worst(signature.verdict for signature in self.signatures)

    def layer(self, name: str) -> Layer:
        return next(layer for layer in self.layers if layer.name == name)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Failed if one failed, else undetermined if one is, else passed."""
    return max(verdicts, key=_GRAVITY.index, default=Verdict.UNDETERMINED)


class Findings:
    """The layers of one signature while they are being found; what nobody could look at stays undetermined."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._found: dict[str, Layer] = {}

    def passed(self, name: str, reason_code: str = "", **facts: Fact) -> None:
        self._add(Layer(name, Verdict.PASSED, reason_code, facts))

    def failed(self, name: str, reason_code: str, **facts: Fact) -> None:
        self._add(Layer(name, Verdict.FAILED, reason_code, facts))

    def undetermined(self, name: str, reason_code: str, **facts: Fact) -> None:
        self._add(Layer(name, Verdict.UNDETERMINED, reason_code, facts))

    def check(self, name: str, holds: bool, reason_code: str, **facts: Fact) -> None:
        """Passed when it holds, else failed for this reason."""
        if holds:
            self.passed(name)
        else:
            self.failed(name, reason_code, **facts)

    def layers(self, otherwise: str = "not_reached") -> tuple[Layer, ...]:
        return tuple(self._found.get(name) or Layer(name, Verdict.UNDETERMINED, otherwise) for name in self._names)

    def _add(self, layer: Layer) -> None:
        """Of several findings about a layer the gravest stays, and of equally grave ones the first with a reason."""
        before = self._found.get(layer.name)
        if before is None or _weight(before) < _weight(layer):
            self._found[layer.name] = layer


def _weight(layer: Layer) -> tuple[int, bool]:
    return _GRAVITY.index(layer.verdict), bool(layer.reason_code)
