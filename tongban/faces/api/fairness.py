"""How the regions whose programs call the API share a web worker: each gets its part, and what others leave.

Kept in the worker, because it is about the worker: a count shared by all would cost every request a statement, and
each worker that shares its own threads fairly shares the site's. What a region weighs lies in the database
(`access.ApiClient.share`); limits that guard secrets are counted there too (`access.count_attempts`).
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW = 2.0
"""Seconds over which use is counted; what is older counts less and less."""
BUSY = 0.5
"""Nobody is refused while less than this part of the worker's threads works."""
SLACK = 2.0
"""How many fair parts one region may take of a busy worker: below that it is chance, above it is a surge."""
IDLE = 0.005
"""Threads below which a region counts as one that does not call."""


@dataclass(slots=True)
class _Use:
    """Threads that a region keeps busy, as it was at `at`."""

    share: int
    threads: float = 0.0
    at: float = 0.0

    def now(self, clock: float) -> float:
        return self.threads * math.exp((self.at - clock) / WINDOW)


@dataclass(slots=True)
class FairShares:
    """Threads of one worker. `wait` asks before a request, `used` tells after it how long it worked.

    Nothing here is divided by the number of workers, and nothing needs to be: what a region may take is a part of the
    threads that work in this very worker, not a number of calls. A region that takes at most a quarter of each of four
    workers takes at most a quarter of the site. Where its calls come to one worker alone it is held to its part of that
    one, which is less, never more.
    """

    threads: int
    clock: Callable[[], float] = time.monotonic
    _uses: dict[str, _Use] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, region: str) -> int:
        """0: it may work. Else whole seconds after which it will have used no more than it may."""
        with self._lock:
            clock = self.clock()
            uses = {name: use.now(clock) for name, use in self._uses.items()}
            mine, total = uses.get(region, 0.0), sum(uses.values())
            if region not in uses or total < BUSY * self.threads:
                return 0  # whoever has not called yet has taken nothing, however busy others keep the worker
            allowed = total * self._part(region, uses)
            return 0 if mine <= allowed else max(1, math.ceil(WINDOW * math.log(mine / allowed)))

    def used(self, region: str, share: int, seconds: float) -> None:
        """The region has kept one thread busy so long."""
        with self._lock:
            clock = self.clock()
            use = self._uses.setdefault(region, _Use(share))
            use.share, use.threads, use.at = share, use.now(clock) + seconds / WINDOW, clock

    def _part(self, region: str, uses: dict[str, float]) -> float:
        """This much of what works may be the region's: all of it alone, three quarters of two, two eighths of eight."""
        calling = sum(self._uses[name].share for name, threads in uses.items() if threads > IDLE or name == region)
        fair = self._uses[region].share / calling
        return min(SLACK * fair, (1 + fair) / 2)
