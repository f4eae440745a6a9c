"""ClamAV over its own socket (INSTREAM): is this content infected?"""

import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from tongban.foundation.files.rules import ScanState

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_LONGEST_SIGNATURE = 200
_TIMEOUT = 30.0


class ScannerError(Exception):
    """The scanner does not answer, or not in words we know."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said; `signature` names what it found, or why it could not look."""

    state: ScanState
    signature: str = ""


class Scanner:
    """A clamd at "/path/to/socket" or "host:port"."""

    def __init__(self, address: str, timeout: float = _TIMEOUT) -> None:
        self.address = address
        self.timeout = timeout

    def scan(self, content: BinaryIO) -> Verdict:
        """Clean, infected with its signature, or unscannable (too large for it). Raises ScannerError."""
        try:
            with self._connect() as connection:
                return _understand(_ask(connection, content))
        except (OSError, ValueError) as failed:
            raise ScannerError(f"{self.address}: {failed}") from failed

    def _connect(self) -> socket.socket:
        if not self.address.startswith("/"):
            host, _, port = self.address.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), self.timeout)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(self.timeout)
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        return connection


def configured_scanner() -> Scanner | None:
    """The scanner that the settings name, if any."""
    return Scanner(settings.CLAMAV) if settings.CLAMAV else None


def _ask(connection: socket.socket, content: BinaryIO) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        while piece := content.read(_PIECE):
            connection.sendall(struct.pack(">I", len(piece)) + piece)
        connection.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it stops listening when it has heard enough, and still says why
    return _answer(connection)


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        piece = connection.recv(_LONGEST_ANSWER)
        if not piece or len(answer) > _LONGEST_ANSWER:
            break
        answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _understand(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(ScanState.CLEAN)
    if said.endswith(" FOUND"):
        return Verdict(ScanState.INFECTED, said.removesuffix(" FOUND")[:_LONGEST_SIGNATURE])
    if said.startswith("INSTREAM size limit exceeded"):
        return Verdict(ScanState.UNSCANNABLE, "size limit")
    raise ScannerError(f"unexpected answer: {answer!r}")
