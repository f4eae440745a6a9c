"""Files that are not read at all: there is nothing to report about them."""

from tongban.foundation.kernel.errors import Invalid

MAX_BYTES = 20_000_000


def empty() -> Invalid:
    return Invalid("document.empty")


def too_large() -> Invalid:
    """Its fact `limit` is in megabytes."""
    return Invalid("document.too_large", limit=MAX_BYTES // 1_000_000)


def unknown_kind() -> Invalid:
    return Invalid("document.kind_unknown")
