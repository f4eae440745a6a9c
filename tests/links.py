"""Follows every link and form of a site from one page on, as a visitor without scripts could."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.contrib.staticfiles import finders

_LINK = re.compile(r'<(?:a|link)\b[^>]*\bhref="([^"]*)"')
_SOURCE = re.compile(r'<(?:script|img)\b[^>]*\bsrc="([^"]*)"')
_FORM = re.compile(r"<form\b([^>]*)>")


def dead_links(client: Any, start: str, at_most: int = 200) -> list[tuple[str, str, int]]:
    """(page, link, status) for each that does not answer 200 or lead on; also "#", empty links and missing files."""
    waiting, seen, dead = [("", start)], set(), []
    while waiting and len(seen) < at_most:
        page, link = waiting.pop(0)
        address = urldefrag(urljoin(page, link)).url
        if address in seen or urlsplit(link).scheme in ("tel", "mailto"):
            continue
        seen.add(address)
        status, further = _visit(client, link, address)
        if status not in (200, 302, 303):
            dead.append((page, link, status))
        waiting += [(address, found) for found in further]
    return dead


def _visit(client: Any, link: str, address: str) -> tuple[int, list[str]]:
    if link in ("", "#") or urlsplit(address).netloc:
        return 0, []
    if address.startswith("/static/"):
        return (200 if finders.find(address.removeprefix("/static/")) else 404), []
    answer = client.get(address)
    if answer.status_code in (302, 303):
        return answer.status_code, [answer["Location"]]
    if answer.streaming:
        for _portion in answer.streaming_content:
            pass
        return answer.status_code, []
    return answer.status_code, list(_links(answer.content.decode()))


def _links(page: str) -> Iterator[str]:
    yield from (unescape(link) for link in _LINK.findall(page) + _SOURCE.findall(page))
    for form in _FORM.findall(page):
        action = re.search(r'action="([^"]*)"', form)
        if 'method="post"' not in form:
            yield unescape(action.group(1)) if action else ""
