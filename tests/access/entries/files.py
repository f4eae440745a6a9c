"""Who may call what of the files: a file is its uploader's, and its holder's through a service that lets one see it."""

from tests.access.kinds import Guarded, Internal
from tests.access.world import NOW
from tongban.foundation.files import commands, queries

HOLDER = Internal("the service that knows the holder has checked who asks")
WORKER = Internal("the worker's upkeep")

ENTRIES = {
    "files.commands.store": HOLDER,
    "files.commands.store_together": HOLDER,
    "files.commands.remove": HOLDER,
    "files.commands.hand_out": Guarded(
        (), lambda by, place: commands.hand_out(place.rows["file"].id, by=by, purpose="样例", now=NOW), hides=True
    ),
    "files.commands.scan_waiting": WORKER,
    "files.commands.collect_garbage": WORKER,
    "files.commands.configured_limits": Internal("reads the settings"),
    "files.queries.get_file": Guarded((), lambda by, place: queries.get_file(by, place.rows["file"].id), hides=True),
    "files.queries.list_files": HOLDER,
    "files.queries.open_content": Internal("of a file that get_file has shown"),
    "files.queries.get_usage": HOLDER,
}
