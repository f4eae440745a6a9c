"""Who may call what of licences, one file for each part of it."""

import importlib
import pkgutil

ENTRIES = {
    key: entry
    for found in pkgutil.iter_modules(__path__)
    for key, entry in importlib.import_module(f"{__name__}.{found.name}").ENTRIES.items()
}
