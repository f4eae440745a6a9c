"""Of which operations the holder of a licence hears."""

from tongban.services.licences.rules.life import Operation

_TOLD = frozenset(Operation) - {Operation.SUPERSEDE}
"""What took a licence's place is told of by its successor."""

IMPORT = "import"
_BEGINS = frozenset({Operation.ISSUE, Operation.RENEW, Operation.CHANGE})


def is_told(operation: Operation, *, origin: str, was_over: bool) -> bool:
    """Taking an existing licence in is no news to its holder, nor that one ended which was over before (`was_over`)."""
    if operation in _BEGINS and origin == IMPORT:
        return False
    return operation in _TOLD and not (operation is Operation.EXPIRE and was_over)
