"""Every read of the licence centre."""

from tongban.services.licences.queries.contents import Contents, Said, get_contents
from tongban.services.licences.queries.public import PublicField, PublicLicence, find_public, find_verification
from tongban.services.licences.queries.reading import (
    EventLine,
    LicenceLine,
    LicenceView,
    ShownField,
    find_current,
    find_id,
    get_licence,
    list_held,
    open_file,
)
from tongban.services.licences.queries.types import (
    TypeLine,
    TypePage,
    TypeView,
    VersionLine,
    count_types,
    find_type,
    get_type,
    list_types,
)

__all__ = [
    "Contents",
    "EventLine",
    "LicenceLine",
    "LicenceView",
    "PublicField",
    "PublicLicence",
    "Said",
    "ShownField",
    "TypeLine",
    "TypePage",
    "TypeView",
    "VersionLine",
    "count_types",
    "find_current",
    "find_id",
    "find_public",
    "find_type",
    "find_verification",
    "get_contents",
    "get_licence",
    "get_type",
    "list_held",
    "list_types",
    "open_file",
]
