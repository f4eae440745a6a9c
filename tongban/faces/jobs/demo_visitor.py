"""A browser without screen or scripts: keeps cookies, follows redirects, fills in the forms it finds and sends them."""

import http.cookiejar
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

Sent = Mapping[str, str | Sequence[str]]
_UNSENT = ("submit", "button", "file", "image", "reset")


class WentWrong(Exception):
    """A step did not show what it promises."""


def expect(found: object, wanted: object, what: str) -> None:
    """Raises WentWrong with both values."""
    if found != wanted:
        raise WentWrong(f"{what}: {found!r} ≠ {wanted!r}")


@dataclass
class Form:
    """A form as it stands on the page: where it goes, and what it would send as it is."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    buttons: list[str] = field(default_factory=list)


@dataclass
class Answer:
    """What came back: status, address in the end, content."""

    status: int
    address: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def form(self, *, having: str = "", action: str = "") -> Form:
        """The first form with a field or button of this name, or that goes to an address ending so.

        Raises WentWrong.
        """
        reader = _FormReader()
        reader.feed(self.text)
        for form in reader.forms:
            if (not having or having in form.names) and form.action.split("?")[0].endswith(action):
                return form
        raise WentWrong(f"{self.address} ({self.status}): no form {having or action}")


class _FormReader(HTMLParser):
    """Collects the forms of a page, as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: list[str] | None = None
        self._area_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(told.get("action", ""))
            self.forms.append(self._form)
        elif self._form is None or "disabled" in told:
            return
        elif tag == "input":
            self._input(self._form, told)
        elif tag == "button":
            self._form.names.add(told.get("name", ""))
            self._form.buttons.append(told.get("formaction", ""))
        elif tag == "select":
            self._select, self._options = told.get("name", ""), []
        elif tag == "option" and self._select is not None:
            self._options.append((told.get("value", ""), "selected" in told))
        elif tag == "textarea":
            self._area, self._area_name = [], told.get("name", "")

    def _input(self, form: Form, told: Mapping[str, str]) -> None:
        kind, name = told.get("type", "text"), told.get("name", "")
        form.names.add(name)
        if not name or kind in _UNSENT or (kind in ("radio", "checkbox") and "checked" not in told):
            return
        form.fields.append((name, told.get("value", "on" if kind == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.append(data)

    def handle_endtag(self, tag: str) -> None:
        form = self._form
        if form is None:
            return
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select is not None:
            form.names.add(self._select)
            if self._options:
                chosen = next((value for value, is_chosen in self._options if is_chosen), self._options[0][0])
                form.fields.append((self._select, chosen))
            self._select = None
        elif tag == "textarea" and self._area is not None:
            form.names.add(self._area_name)
            form.fields.append((self._area_name, "".join(self._area).removeprefix("\n")))
            self._area = None


@dataclass
class Visitor:
    """Somebody in front of a browser; each has cookies of their own."""

    base: str
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def get(self, path: str, **headers: str) -> Answer:
        return self._send(self._url(path), None, headers)

    def post(self, path: str, **fields: str) -> Answer:
        """A form that is known without its page."""
        token = next((cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken"), "")
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        return self._send(self._url(path), data, {"Referer": self._url(path)})

    def submit(
        self, page: Answer, form: Form, told: Sent, files: Mapping[str, tuple[str, bytes]] | None = None, to: str = ""
    ) -> Answer:
        """Sends the form of the page with these fields in place of its own; `to` is another button's address."""
        fields = [(name, value) for name, value in form.fields if name not in told]
        for name, value in told.items():
            fields += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        url = urllib.parse.urljoin(page.address, to or form.action or page.address)
        headers = {"Referer": page.address}
        if files is None:
            data = urllib.parse.urlencode(fields).encode()
        else:
            boundary = secrets.token_hex(16)
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            data = _multipart(boundary, fields, files)
        return self._send(url, data, headers)

    def download(self, path: str) -> bytes:
        """The bytes at the path. Raises WentWrong unless they come at once."""
        answer = self.get(path)
        expect(answer.status, 200, path)
        return answer.content

    def _url(self, path: str) -> str:
        return urllib.parse.urljoin(self.base, path)

    def _send(self, url: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        expect(url.startswith(self.base), True, f"{url} in the house")
        request = urllib.request.Request(url, data, dict(headers))  # noqa: S310 (the house's own address)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )
        try:
            answer = opener.open(request, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            return Answer(answer.status or 0, answer.url, answer.read())


def _multipart(boundary: str, fields: Sequence[tuple[str, str]], files: Mapping[str, tuple[str, bytes]]) -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields]
    parts += [
        f'{head}"{name}"; filename="{called}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
        + content + b"\r\n"
        for name, (called, content) in files.items()
    ]  # fmt: skip
    return b"".join(parts) + f"--{boundary}--\r\n".encode()
