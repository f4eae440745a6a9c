"""The tree over the journal: RFC 6962 shape, SM3 for the hash, nothing but arithmetic.

A position (level, index) names a complete subtree: the 2**level leaves from index * 2**level on. Complete subtrees
never change, so each is stored once; every root and every proof folds a few of them together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tongban.foundation.keys import sm3

Position = tuple[int, int]
Subtree = tuple[int, int, bytes]
Range = tuple[int, int]


@dataclass(frozen=True)
class Hashing:
    """Leaf and node hashes over one hash function H: H(0x00 ‖ body) and H(0x01 ‖ left ‖ right)."""

    digest: Callable[[bytes], bytes]

    def leaf(self, body: bytes) -> bytes:
        return self.digest(b"\x00" + body)

    def node(self, left: bytes, right: bytes) -> bytes:
        return self.digest(b"\x01" + left + right)

    def empty(self) -> bytes:
        return self.digest(b"")

    def fold(self, subtrees: Sequence[bytes]) -> bytes:
        """The root over neighbouring complete subtrees, largest first, each smaller than the one before."""
        if not subtrees:
            return self.empty()
        root = subtrees[-1]
        for left in reversed(subtrees[:-1]):
            root = self.node(left, root)
        return root


SM3 = Hashing(sm3.digest)


@dataclass(slots=True)
class RightEdge:
    """A log of `size` leaves as its complete subtrees, largest first: all that is needed to append to it."""

    hashing: Hashing = SM3
    size: int = 0
    subtrees: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[Subtree]:
        """Afterwards the log holds one more leaf hash. Returns the subtrees it completed, smallest first."""
        completed = [(0, self.size, leaf)]
        level, top = 0, leaf
        while (self.size >> level) & 1:
            top = self.hashing.node(self.subtrees.pop(), top)
            level += 1
            completed.append((level, self.size >> level, top))
        self.subtrees.append(top)
        self.size += 1
        return completed

    def root(self) -> bytes:
        return self.hashing.fold(self.subtrees)


def subtrees_of(leaves: Range) -> list[Position]:
    """The complete subtrees that make up leaves start..end-1, largest first.

    `start` is a multiple of the least power of two that is not below the length, as every range of a proof is.
    """
    start, end = leaves
    positions = []
    for level in range((end - start).bit_length() - 1, -1, -1):
        if (end - start) >> level & 1:
            positions.append((level, start >> level))
            start += 1 << level
    return positions


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges of leaves whose roots prove leaf `index` in a log of `size` leaves, nearest first."""
    if not 0 <= index < size:
        raise ValueError(f"a log of {size} leaves has no leaf {index}")
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges of leaves whose roots prove that the log of `old` leaves is the beginning of that of `new`."""
    if not 0 <= old <= new:
        raise ValueError(f"a log of {new} leaves never had {old}")
    if old in (0, new):
        return []
    start, end, ranges = 0, new, []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start > 0:
        ranges.append((start, end))
    return ranges[::-1]


def _split(length: int) -> int:
    """The largest power of two below `length`."""
    return 1 << ((length - 1).bit_length() - 1)


def positions_of(ranges: Iterable[Range]) -> set[Position]:
    """The stored subtrees that a proof over these ranges reads."""
    return {position for leaves in ranges for position in subtrees_of(leaves)}


def prove(ranges: Iterable[Range], stored: Mapping[Position, bytes], hashing: Hashing = SM3) -> list[bytes]:
    """The proof: one root per range. Raises KeyError when a subtree is not stored."""
    return [hashing.fold([stored[position] for position in subtrees_of(leaves)]) for leaves in ranges]


def root_of(leaves: Iterable[bytes], hashing: Hashing = SM3) -> bytes:
    """The root over leaf hashes."""
    edge = RightEdge(hashing)
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()


def includes(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, hashing: Hashing = SM3
) -> bool:
    """True when `proof` shows that the leaf hash stands at `index` of the log of `size` leaves with `root`."""
    if not 0 <= index < size:
        return False
    last = size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            leaf = hashing.node(sibling, leaf)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            leaf = hashing.node(leaf, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and leaf == root


def extends(
    *, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes], hashing: Hashing = SM3
) -> bool:
    """True when `proof` shows that the log of `old` leaves is the beginning of the log of `new` leaves."""
    if not 0 <= old <= new or (old in (0, new) and proof):
        return False
    if old == 0:
        return old_root == hashing.empty()
    if old == new:
        return old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return _fold_both(old - 1, new - 1, path, hashing) == (old_root, new_root)


def _fold_both(old_last: int, new_last: int, path: Sequence[bytes], hashing: Hashing) -> tuple[bytes, bytes] | None:
    """RFC 9162, 2.1.4.2: both roots that a consistency path leads to, or None when its length is wrong."""
    while old_last & 1:
        old_last, new_last = old_last >> 1, new_last >> 1
    if not path:
        return None
    old_root = new_root = path[0]
    for sibling in path[1:]:
        if new_last == 0:
            return None
        if old_last & 1 or old_last == new_last:
            old_root, new_root = hashing.node(sibling, old_root), hashing.node(sibling, new_root)
            while old_last and not old_last & 1:
                old_last, new_last = old_last >> 1, new_last >> 1
        else:
            new_root = hashing.node(new_root, sibling)
        old_last, new_last = old_last >> 1, new_last >> 1
    return (old_root, new_root) if new_last == 0 else None
