"""What is wrong with a journal: leaf by leaf, with everything known about each, and the name of each fault.

Rows are held against the stored leaf hashes, the stored hashes against each other, signed heads and anchored heads
against the root at their size. So a changed row is one finding, not one for every head above it.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tongban.foundation.audit.rules.entry import Entry, disagreements
from tongban.foundation.audit.rules.head import SignedHead
from tongban.foundation.audit.rules.merkle import SM3, Position, RightEdge

KEPT_PER_FAULT = 20
_SUPPRESSED = 100_000


class Fault(StrEnum):
    """Everything that a verification can find."""

    ROW_CHANGED = "row_changed"
    """The bytes of row `row_id` at leaf `leaf` are not those that were sealed."""
    COLUMN_CHANGED = "column_changed"
    """The columns `columns` of row `row_id` do not say what its sealed body says."""
    ROW_MISSING = "row_missing"
    """Row `row_id` was sealed as leaf `leaf` and is gone."""
    ROW_MISPLACED = "row_misplaced"
    """Leaf `leaf` belongs to row `expected`; row `row_id` stands there."""
    ROW_SURPLUS = "row_surplus"
    """Row `row_id` claims leaf `leaf`, which belongs to another row or lies outside the signed log."""
    LEAVES_MISSING = "leaves_missing"
    """Of the leaves `first` to `last` neither row nor hash is left."""
    NODE_CHANGED = "node_changed"
    """The stored hash of leaves `first` to `last` is not that of its halves."""
    NODE_MISSING = "node_missing"
    """The stored hash of leaves `first` to `last` is gone."""
    NODE_SURPLUS = "node_surplus"
    """A hash is stored for leaves `first` to `last`, which the signed log has not."""
    HEAD_DIFFERS = "head_differs"
    """`heads` signed heads, the first of `size` leaves, do not fit the rows; the one of `last_good` leaves does."""
    HEAD_FORGED = "head_forged"
    """The signature of the head of `size` leaves is not one of the key it names."""
    HEAD_KEY_UNKNOWN = "head_key_unknown"
    """The head of `size` leaves names the key `key_id`, which is not here."""
    HEAD_MISSING = "head_missing"
    """The head of `size` leaves was signed and anchored, and is gone."""
    TAIL_CUT = "tail_cut"
    """A log of `size` leaves was anchored; it now ends after `ends`."""
    REBUILT = "rebuilt"
    """The anchored head of `size` leaves is not the root of these leaves; that of `last_good` leaves is."""
    ANCHOR_FORGED = "anchor_forged"
    """The signature of the anchored head of `size` leaves is not one of the key it names."""
    SEALER_ASTRAY = "sealer_astray"
    """The sealer's own count `counted` is not the size `size` of the last signed head."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault with the facts its sentence needs."""

    fault: Fault
    facts: Mapping[str, Any]


class Findings:
    """The first faults of each kind, and the number of all of them: bounded, however much is wrong."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.counts: Counter[Fault] = Counter()

    def add(self, fault: Fault, **facts: Any) -> None:
        self.counts[fault] += 1
        if self.counts[fault] <= KEPT_PER_FAULT:
            self.kept.append(Finding(fault, facts))


@dataclass(frozen=True, slots=True)
class StoredNode:
    """A stored hash; of a leaf also the row that was sealed there."""

    digest: bytes
    row_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Everything stored about the leaves `start` to `end - 1`: rows, the hashes they complete, the heads after them."""

    start: int
    end: int
    entries: Mapping[int, Sequence[Entry]]
    nodes: Mapping[Position, StoredNode]
    heads: Mapping[int, SignedHead]


@dataclass(slots=True)
class _Run:
    """Neighbouring heads that do not fit are one finding: what changed lies before the first of them."""

    fault: Fault
    findings: Findings
    last_good: int = 0
    first: SignedHead | None = None
    heads: int = 0

    def see(self, head: SignedHead, fits: bool) -> None:
        if fits:
            self.close()
            self.last_good = head.size
        else:
            self.first = self.first or head
            self.heads += 1

    def close(self) -> None:
        if self.first is not None:
            told = {"size": self.first.size, "at": self.first.at, "last_good": self.last_good, "heads": self.heads}
            self.findings.add(self.fault, **told)
        self.first, self.heads = None, 0


Judge = Callable[[SignedHead], Fault | None]
"""Says what is wrong with a head's signature."""


@dataclass(slots=True)
class Walk:
    """One verification from the first leaf to the last. Feed it stretches in order, then `finish`."""

    judge: Judge
    anchors: Mapping[int, Sequence[SignedHead]]
    findings: Findings
    rows: int = 0
    heads: int = 0
    edge: RightEdge | None = field(default_factory=RightEdge)
    _differing: _Run = field(init=False)
    _rebuilt: _Run = field(init=False)
    _wrong: set[Position] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._differing = _Run(Fault.HEAD_DIFFERS, self.findings)
        self._rebuilt = _Run(Fault.REBUILT, self.findings)

    def take(self, stretch: Stretch) -> None:
        """Holds every row, hash and head of the stretch against the others."""
        missing: list[int] = []
        for index in range(stretch.start, stretch.end):
            entries, node = stretch.entries.get(index, ()), stretch.nodes.get((0, index))
            self.rows += len(entries)
            leaf = self._judge_leaf(index, entries, node)
            if leaf is None:
                missing.append(index)
            self._append(leaf, stretch.nodes)
            self._judge_heads(index + 1, stretch.heads.get(index + 1))
        for first, last in _spans(missing):
            self.findings.add(Fault.LEAVES_MISSING, first=first, last=last)

    def finish(self, *, ends: int, heads_beyond: Iterable[SignedHead]) -> None:
        """After the last leaf: heads of leaves that are not there, and anchors of a longer log."""
        for head in heads_beyond:
            self._judge_head(head, None)
        self._differing.close()
        longest = self.anchors[max(self.anchors)][0] if self.anchors else None
        if longest is not None and longest.size > ends:
            self.findings.add(Fault.TAIL_CUT, size=longest.size, at=longest.at, ends=ends)
        self._rebuilt.close()

    def _judge_leaf(self, index: int, entries: Sequence[Entry], node: StoredNode | None) -> bytes | None:
        """The leaf hash to go on with: the stored one, else that of the row, else None."""
        if node is None:
            if not entries:
                return None
            self.findings.add(Fault.NODE_MISSING, first=index, last=index)
            self._judge_surplus(index, entries[1:])
            return SM3.leaf(entries[0].body)
        if not entries:
            self.findings.add(Fault.ROW_MISSING, row_id=node.row_id, leaf=index)
            return node.digest
        own = next((entry for entry in entries if entry.id == node.row_id), entries[0])
        self._judge_row(index, own, node)
        self._judge_surplus(index, [entry for entry in entries if entry is not own])
        return node.digest

    def _judge_row(self, index: int, entry: Entry, node: StoredNode) -> None:
        if entry.id != node.row_id:
            self.findings.add(Fault.ROW_MISPLACED, row_id=entry.id, leaf=index, expected=node.row_id)
        elif SM3.leaf(entry.body) != node.digest:
            self.findings.add(Fault.ROW_CHANGED, row_id=entry.id, leaf=index)
        elif columns := disagreements(entry):
            self.findings.add(Fault.COLUMN_CHANGED, row_id=entry.id, leaf=index, columns=columns)

    def _judge_surplus(self, index: int, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.findings.add(Fault.ROW_SURPLUS, row_id=entry.id, leaf=index)

    def _append(self, leaf: bytes | None, nodes: Mapping[Position, StoredNode]) -> None:
        """After a leaf that is gone no root can be computed any more: heads above it do not fit."""
        if self.edge is None or leaf is None:
            self.edge = None
            return
        for level, index, digest in self.edge.append(leaf)[1:]:
            node = nodes.get((level, index))
            if node is not None and node.digest == digest:
                continue
            above_wrong = not self._wrong.isdisjoint(((level - 1, 2 * index), (level - 1, 2 * index + 1)))
            if node is None or not above_wrong:
                fault = Fault.NODE_MISSING if node is None else Fault.NODE_CHANGED
                self.findings.add(fault, first=index << level, last=((index + 1) << level) - 1)
            if node is not None and len(self._wrong) < _SUPPRESSED:
                self._wrong.add((level, index))

    def _judge_heads(self, size: int, head: SignedHead | None) -> None:
        anchored = self.anchors.get(size, ())
        if head is None and not anchored:
            return
        root = self.edge.root() if self.edge else None
        if head is not None:
            self._judge_head(head, root)
        for anchor in anchored:
            self._rebuilt.see(anchor, anchor.root == root)
            if head is None and anchor.root == root:
                self.findings.add(Fault.HEAD_MISSING, size=size, at=anchor.at)

    def _judge_head(self, head: SignedHead, root: bytes | None) -> None:
        self.heads += 1
        fault = self.judge(head)
        if fault is not None:
            self.findings.add(fault, size=head.size, at=head.at, key_id=head.key_id)
        self._differing.see(head, head.root == root)


def _spans(indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as first and last of each unbroken span."""
    spans: list[tuple[int, int]] = []
    for index in indexes:
        if spans and spans[-1][1] == index - 1:
            spans[-1] = (spans[-1][0], index)
        else:
            spans.append((index, index))
    return spans


@dataclass(frozen=True, slots=True)
class Verification:
    """The result: what was checked, what is wrong, and what waits to be sealed."""

    size: int
    rows: int
    heads: int
    anchors: int
    unsealed: int
    unsealed_since: dt.datetime | None
    findings: tuple[Finding, ...]
    counts: Mapping[Fault, int]

    @property
    def is_sound(self) -> bool:
        return not self.counts

    def is_late(self, now: dt.datetime) -> bool:
        """True when a row has waited for the sealer for more than a minute."""
        return self.unsealed_since is not None and now - self.unsealed_since > dt.timedelta(minutes=1)
