"""Every read of the licence centre."""

from tongban.services.licences.queries.alarms import (
    AlarmedLook,
    AlarmLine,
    count_open_alarms,
    get_alarm,
    list_alarmed_looks,
    list_alarms,
)
from tongban.services.licences.queries.codes import write_code
from tongban.services.licences.queries.consents import ConsentLine, list_consents
from tongban.services.licences.queries.contents import Contents, Said, get_contents
from tongban.services.licences.queries.copies import CopyLine, find_copy, list_copies, open_copy
from tongban.services.licences.queries.coverage import CoveredRow, list_covered, tally_covered
from tongban.services.licences.queries.expiring import Ending, list_expiring
from tongban.services.licences.queries.layouts import list_layouts
from tongban.services.licences.queries.look_ups import LookUpLine, has_looked, list_look_ups, list_scans
from tongban.services.licences.queries.public import (
    PublicField,
    PublicLicence,
    find_of_file,
    find_public,
    find_verification,
)
from tongban.services.licences.queries.reach import may_use
from tongban.services.licences.queries.reading import (
    EventLine,
    LicenceLine,
    LicenceView,
    ShownField,
    find_current,
    find_id,
    find_of_case,
    find_own_of_case,
    get_licence,
    list_held,
    open_file,
)
from tongban.services.licences.queries.runs import (
    RefusedLine,
    RunView,
    Trusted,
    count_trusted,
    get_run,
    list_refused,
    list_runs,
)
from tongban.services.licences.queries.scanned import Scanned, ScannedLicence, find_scanned
from tongban.services.licences.queries.sealed import count_sealed
from tongban.services.licences.queries.standing import list_standing
from tongban.services.licences.queries.telling import OperationTold, find_told
from tongban.services.licences.queries.types import (
    TypeLine,
    TypePage,
    TypeView,
    VersionLine,
    count_types,
    find_type,
    get_type,
    list_english_names,
    list_types,
)
from tongban.services.licences.queries.usable import list_usable
from tongban.services.licences.queries.use_figures import Used, UsedRow, list_used, tally_used

__all__ = [
    "AlarmLine",
    "AlarmedLook",
    "ConsentLine",
    "Contents",
    "CopyLine",
    "CoveredRow",
    "Ending",
    "EventLine",
    "LicenceLine",
    "LicenceView",
    "LookUpLine",
    "OperationTold",
    "PublicField",
    "PublicLicence",
    "RefusedLine",
    "RunView",
    "Said",
    "Scanned",
    "ScannedLicence",
    "ShownField",
    "Trusted",
    "TypeLine",
    "TypePage",
    "TypeView",
    "Used",
    "UsedRow",
    "VersionLine",
    "count_open_alarms",
    "count_sealed",
    "count_trusted",
    "count_types",
    "find_copy",
    "find_current",
    "find_id",
    "find_of_case",
    "find_of_file",
    "find_own_of_case",
    "find_public",
    "find_scanned",
    "find_told",
    "find_type",
    "find_verification",
    "get_alarm",
    "get_contents",
    "get_licence",
    "get_run",
    "get_type",
    "has_looked",
    "list_alarmed_looks",
    "list_alarms",
    "list_consents",
    "list_copies",
    "list_covered",
    "list_english_names",
    "list_expiring",
    "list_held",
    "list_layouts",
    "list_look_ups",
    "list_refused",
    "list_runs",
    "list_scans",
    "list_standing",
    "list_types",
    "list_usable",
    "list_used",
    "may_use",
    "open_copy",
    "open_file",
    "tally_covered",
    "tally_used",
    "write_code",
]
