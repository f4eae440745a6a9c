"""The XML of an OFD's own bookkeeping as a small tree. No document type, so no entity, is ever read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from tongban.registers.seals.reading.damage import Damaged

NAMESPACE = "http://www.ofdspec.org/2016"
MAX_BYTES = 4 * 1024 * 1024
_MAX_DEPTH, _MAX_NODES, _MAX_ATTRIBUTES = 32, 50_000, 64


@dataclass(slots=True)
class Node:
    """An element of the OFD namespace by its bare name; one of another namespace keeps that in its name."""

    name: str
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    def all(self, name: str) -> Iterator["Node"]:
        return (child for child in self.children if child.name == name)

    def find(self, name: str) -> "Node | None":
        """The only child of this name; `Damaged` when there are two, for then readers may choose differently."""
        found = list(self.all(name))
        if len(found) > 1:
            raise Damaged("markup_ambiguous", element=name)
        return found[0] if found else None

    def get(self, name: str) -> "Node":
        if (found := self.find(name)) is None:
            raise Damaged("markup_incomplete", element=name)
        return found

    def text_of(self, name: str) -> str:
        found = self.find(name)
        return found.text if found else ""


class _Builder:
    """Handlers of expat that grow the tree and refuse what grows without bound."""

    def __init__(self) -> None:
        self.root = Node("", {})
        self._open = [self.root]
        self._nodes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > _MAX_NODES or len(self._open) > _MAX_DEPTH or len(attributes) > _MAX_ATTRIBUTES:
            raise Damaged("markup_too_large")
        node = Node(name.removeprefix(NAMESPACE + " "), attributes)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, data: str) -> None:
        self._open[-1].pieces.append(data)

    def refuse(self, *_told: object) -> None:
        raise Damaged("markup_forbidden")


def parse(content: bytes, part: str, root: str) -> Node:
    """The tree of one part whose outermost element is `root`; `Damaged` otherwise."""
    if len(content) > MAX_BYTES:
        raise Damaged("markup_too_large", part=part)
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse  # type: ignore[assignment]
    try:
        parser.Parse(content, True)
        return builder.root.get(root)
    except (expat.ExpatError, ValueError, LookupError) as failure:
        raise Damaged("markup_broken", part=part) from failure
    except Damaged as damage:
        raise Damaged(damage.reason_code, **(damage.facts | {"part": part})) from damage
