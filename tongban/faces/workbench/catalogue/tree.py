"""The questions of a guidance drawn as a tree: what is asked, each answer, and where it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.faces.workbench.catalogue.guidance_sheet import text_of
from tongban.registers.catalogue.rules.content import Fault
from tongban.registers.catalogue.rules.guidance import Guidance, choose_materials, parse_guidance, walk

NODES_AT_MOST = 150
"""Questions followed; answers with the same future are drawn as one branch."""
_WALKABLE = {"leads_nowhere", "never_asked", "never_stays", "too_many_paths"}


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a way ends: at another leaf, or here with so many materials. `is_dead`: that leaf does not stand."""

    leaf: str = ""
    name: str = ""
    materials: int = 0
    is_dead: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Answers, and what comes after any of them; neither question nor ending: not drawn any more."""

    texts: tuple[str, ...]
    question: "Node | None" = None
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Node:
    number: int
    text: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """`is_cut`: more could be drawn."""

    root: Node | None
    is_cut: bool = False


def draw(content: Mapping[str, Any], faults: list[Fault], names: Mapping[str, str]) -> Tree:
    """The tree, empty while the questions cannot be walked. `names`: standing leaf → what it is called."""
    told = {fault.code.rpartition(".")[2] for fault in faults}
    definition = content.get("guidance")
    if not definition or told - _WALKABLE:
        return Tree(None)
    drawing = _Drawing(content, parse_guidance(definition), names)
    root = drawing.node({})
    return Tree(root, drawing.left <= 0)


Future = tuple[Node | None, Ending | None]


class _Drawing:
    def __init__(self, content: Mapping[str, Any], guidance: Guidance, names: Mapping[str, str]) -> None:
        self.content, self.guidance, self.names, self.left = content, guidance, names, NODES_AT_MOST

    def node(self, answers: Mapping[str, str]) -> Node | None:
        question = walk(self.guidance, answers).open_question
        if question is None or self.left <= 0:
            return None
        self.left -= 1
        number = self.guidance.questions.index(question) + 1
        futures: dict[Future, list[str]] = {}
        for choice in question.choices:
            future = self._follow({**answers, question.code: choice.code})
            futures.setdefault(future, []).append(text_of({"text": choice.text, "text_en": choice.text_en}))
        branches = tuple(Branch(tuple(texts), *future) for future, texts in futures.items())
        return Node(number, text_of({"text": question.text, "text_en": question.text_en}), branches)

    def _follow(self, answers: Mapping[str, str]) -> Future:
        way = walk(self.guidance, answers)
        if not way.finished:
            return self.node(answers), None
        if way.leaf:
            return None, Ending(way.leaf, self.names.get(way.leaf, ""), is_dead=way.leaf not in self.names)
        return None, Ending(materials=len(choose_materials(self.content, way.answers)))
