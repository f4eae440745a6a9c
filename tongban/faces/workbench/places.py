"""Where a form's place can lie, for every page of staff that shows a form."""

from collections.abc import Sequence

from tongban.registers.regions import queries as regions


def list_places(region: str) -> Sequence[tuple[str, str]]:
    """(code, name) of the body's region and of what lies directly below."""
    here = regions.get_region(region)
    return [(here.code, here.name), *((each.code, each.name) for each in regions.list_children(region))]
