"""Files that are not read at all: there is nothing to report about them."""

from tongban.foundation.kernel.errors import Invalid


def empty() -> Invalid:
    return Invalid("document.empty")


def too_large(limit: int) -> Invalid:
    """`limit` in megabytes."""
    return Invalid("document.too_large", limit=limit)


def unknown_kind() -> Invalid:
    return Invalid("document.kind_unknown")
