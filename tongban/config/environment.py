"""What the environment says, read once and named. Everything has a default that suits a fresh clone."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PROJECT = Path(__file__).resolve().parents[2]
WEB_THREADS = 3
"""Of each web worker; 2 to 4 were best when measured."""


class Misconfigured(Exception):
    """The environment asks for something that cannot be; the message is one sentence for the operator."""


def data_folder() -> Path:
    """`TONGBAN_DATA`, else `var/` in the project: database, files, keys, logs."""
    return Path(os.environ.get("TONGBAN_DATA") or PROJECT / "var").resolve()


def key_folder() -> Path:
    """`TONGBAN_KEYS`, else `keys/` in the data folder."""
    return Path(os.environ.get("TONGBAN_KEYS") or data_folder() / "keys").resolve()


def port() -> int:
    """`PORT`, else 8000."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65_536:
        raise Misconfigured(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def address() -> str:
    """`TONGBAN_ADDRESS`, else 127.0.0.1: the network address the pages are served on."""
    return os.environ.get("TONGBAN_ADDRESS") or "127.0.0.1"


def public_address() -> str:
    """`TONGBAN_PUBLIC_ADDRESS` without a slash at its end, else this machine's: where codes on paper lead."""
    return os.environ.get("TONGBAN_PUBLIC_ADDRESS", "").rstrip("/") or f"http://{address()}:{port()}"


def is_production() -> bool:
    """`TONGBAN_PRODUCTION=1`: sample keys and sample accounts are refused, cookies need TLS."""
    return os.environ.get("TONGBAN_PRODUCTION", "") == "1"


def wants_sample() -> bool:
    """Sample data and sample accounts are loaded: everywhere but in production, unless `TONGBAN_SAMPLE=0`."""
    return not is_production() and os.environ.get("TONGBAN_SAMPLE", "") != "0"


def is_testing() -> bool:
    """`TONGBAN_TESTING=1`, set by the test plugin alone: adds the sample app of the routing tests."""
    return os.environ.get("TONGBAN_TESTING", "") == "1"


@dataclass(frozen=True)
class DatabaseUrl:
    """A `postgresql://user:password@host:port/name?host=/socket/folder` in its parts."""

    user: str
    password: str
    host: str
    port: str
    name: str

    @classmethod
    def parse(cls, url: str) -> "DatabaseUrl":
        try:
            parts = urlsplit(url)
            port = str(parts.port or "")
        except ValueError as error:
            raise Misconfigured(f"The database URL cannot be read: {error}.") from None
        if parts.scheme not in ("postgresql", "postgres"):
            raise Misconfigured("A database URL must begin with postgresql:// — no other engine is supported.")
        query = dict(parse_qsl(parts.query))
        return cls(
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            host=query.get("host") or parts.hostname or "",
            port=query.get("port") or port,
            name=unquote(parts.path.lstrip("/")),
        )


def database_url() -> str:
    """`DATABASE_URL`: the runtime role's connection. Set by the supervisor when the embedded database is used."""
    return os.environ.get("DATABASE_URL", "")


def owner_url() -> str:
    """`DATABASE_OWNER_URL`: owns the tables, runs migrations; the runtime role's connection where it is not set."""
    return os.environ.get("DATABASE_OWNER_URL") or database_url()


def sealer_url() -> str:
    """`DATABASE_SEALER_URL`: may mark journal rows as sealed; the runtime role's connection where it is not set."""
    return os.environ.get("DATABASE_SEALER_URL") or database_url()
