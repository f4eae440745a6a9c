"""What is wrong with a content or a row, by place: the shapes that rules tell faults in, and their refusal."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from tongban.foundation.kernel.errors import Invalid


class Note(Protocol):
    """What is wrong with a row of a file: its line and column, as a stable code, with the facts."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


class Fault(Protocol):
    """What a rule says is wrong: where, as a stable code, with the facts its sentence needs."""

    @property
    def where(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


def content_refused(faults: Iterable[Fault]) -> Invalid:
    """`fields` maps each element (with its row) to the codes of what is wrong with it; `facts` keep the details."""
    found = list(faults)
    fields: dict[str, list[str]] = {}
    for fault in found:
        fields.setdefault(fault.where, []).append(fault.code)
    details = {f"{fault.where}:{fault.code}": dict(fault.facts) for fault in found}
    return Invalid("catalogue.content_refused", fields, details=details)
