"""A clamd that speaks INSTREAM and knows one virus, the EICAR test file. It can also be told to misbehave."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban.foundation.files.tests.make import EICAR


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        if answer := self.server.instead:
            self.wfile.write(answer)
            return
        content = b"".join(self._pieces())
        self.server.scanned.append(len(content))
        self.wfile.write(b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0")

    def _pieces(self) -> Iterator[bytes]:
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            yield self.rfile.read(size)


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def clamd(socket: Path | None = None, instead: bytes = b"") -> Iterator[socketserver.BaseServer]:
    """A running one, at `.address`; `.scanned` lists the sizes sent to it; `instead` is said without listening."""
    server = _Unix(str(socket), _Session) if socket else _Tcp(("127.0.0.1", 0), _Session)
    server.address = str(socket) if socket else f"127.0.0.1:{server.server_address[1]}"
    server.instead, server.scanned = instead, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
