"""What the region register refuses, with its stable codes."""

from typing import TYPE_CHECKING

from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound

if TYPE_CHECKING:
    from tongban.registers.regions.rules import Fault

TOLD_AT_MOST = 50


def region_unknown(code: str) -> NotFound:
    return NotFound("region_unknown", region=code)


def loading_not_allowed(root: str) -> NotAllowed:
    return NotAllowed("regions_loading_not_allowed", region=root)


def tree_refused(faults: "list[Fault]") -> Invalid:
    """Names the first lines that are wrong, at most 50, and how many there are."""
    fields = {f"line {fault.line}": [fault.code] for fault in faults[:TOLD_AT_MOST]}
    return Invalid("region_tree_refused", fields, faults=len(faults))


def cursor_malformed() -> Invalid:
    return Invalid("request_invalid", {"cursor": ["cursor_malformed"]})
