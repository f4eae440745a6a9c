"""Every public command and query there is, and every entry about them."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType

import tongban
from tests.access import entries
from tests.access.kinds import Entry


def functions() -> dict[str, Callable[..., object]]:
    """`app.commands.name` or `app.queries.name` → the function, of every app of every storey below the faces."""
    return {key: function for module in _modules() for key, function in _public(module)}


def all_entries() -> dict[str, Entry]:
    """What the files in `entries/` say, put together; a key stands in one file only."""
    told: dict[str, Entry] = {}
    for found in pkgutil.iter_modules(entries.__path__):
        own = importlib.import_module(f"{entries.__name__}.{found.name}").ENTRIES
        wrong = [key for key in own if key in told or key.split(".")[0] != found.name]
        assert wrong == [], f"entries/{found.name}.py speaks of {wrong}"
        told |= own
    return told


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(tongban.__path__, "tongban."):
        parts = found.name.split(".")
        if len(parts) >= 4 and parts[3] in {"commands", "queries"} and parts[1] not in {"faces", "config"}:
            yield importlib.import_module(found.name)


def _public(module: ModuleType) -> Iterator[tuple[str, Callable[..., object]]]:
    """The functions that this very module defines, decorated ones included; what it imports belongs elsewhere.

    One that lies deeper than another of its name is called by its module too: `app.commands.module.name`.
    """
    _, storey, app, kind, *below = module.__name__.split(".")
    package = importlib.import_module(f"tongban.{storey}.{app}.{kind}")
    for name, thing in vars(module).items():
        own = getattr(thing, "__module__", None) == module.__name__
        if own and callable(thing) and not isinstance(thing, type) and not name.startswith("_"):
            is_other = getattr(package, name, thing) is not thing
            yield ".".join([app, kind, *(below if is_other else ()), name]), thing
