"""What a face tells the layouts: where one is, where one can go, whose house this is.

The layouts know no addresses of their own; each face builds one `Shell` per request and passes it as `shell`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A place one can go to. `count` is shown only for things that wait for whoever looks."""

    label: str
    url: str
    icon: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class NavigationGroup:
    """Entries under one title; the portal's main navigation has a single group without title."""

    entries: tuple[NavigationEntry, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything around the page: brand, navigation, phone tabs, tools at the top right, footer.

    On phones only the first of `tools` is shown: what the others lead to must stand in `tabs` or `footer` too.
    `place` is the line under the brand (portal) or the organisation in the head (workbench); `search_url` opens the
    workbench's search box; `sponsor` stands in the footer.
    """

    brand: str = ""
    home: str = "/"
    place: str = ""
    navigation: tuple[NavigationGroup, ...] = ()
    tabs: tuple[NavigationEntry, ...] = ()
    tools: tuple[NavigationEntry, ...] = ()
    footer: tuple[NavigationEntry, ...] = ()
    sponsor: str = ""
    search_url: str = ""
    search_label: str = ""


BARE = Shell()
"""Brand and nothing else: error pages, sign-in."""
