"""How a request to stop (Ctrl-C, SIGTERM, a closed terminal) reaches the supervisor: at the points where it waits."""

import signal
import threading
from types import FrameType


class Stopped(BaseException):
    """Somebody asked to stop."""


class StopRequest:
    """Set by a signal; never interrupts anything by itself, so nothing is left half done."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def listen(self) -> None:
        """From now on the three signals ask instead of killing."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def pause(self, seconds: float) -> None:
        """The seconds are over; raises Stopped as soon as somebody asks."""
        if self._asked.wait(seconds):
            raise Stopped

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()
