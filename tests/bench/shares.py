"""What the whole stack reaches of what PostgreSQL alone does with the same statements.

The limit is pgbench running scripts of all statements that the requests executed, captured in the same run. Web server,
database, load and pgbench share the processors, here with other people too: a neighbour takes more from a few busy
processes than from sixteen. So what is compared, and asserted, is processor time: that of everything one answer takes
(client, web server, database) against that of one transaction of pgbench. Answers a second are printed beside it, with
the processors that others kept busy meanwhile.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.processor import watched
from tests.bench.whole_stack import Measured, Stack, pgbench, postmaster

ROUNDS = 3
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Round:
    """One load and one run of pgbench after it: answers, and either's count for a second of processor time."""

    measured: Measured
    ours: float
    limit: float
    neighbours: float

    @property
    def share(self) -> float:
        return self.ours / self.limit


@dataclass(frozen=True, slots=True)
class Compared:
    """The rounds; figures are those of the middle one."""

    rounds: Sequence[Round]

    @property
    def ours(self) -> float:
        """Answers for a second of processor time."""
        return median(each.ours for each in self.rounds)

    @property
    def share(self) -> float:
        """Of pgbench, by processor time."""
        return median(each.share for each in self.rounds)


def compare(
    name: str,
    stack: Stack,
    load: Callable[[float], Measured],
    scripts: Sequence[str],
    report: Report,
    seconds: float = 8,
) -> Compared:
    """Loads the stack and then PostgreSQL alone, round by round, and tells each; no answer was refused."""
    load(seconds)  # every worker reads what it keeps, and prepares its statements
    rounds = []
    for _ in range(ROUNDS):
        with watched(postmaster()) as web:
            measured = load(seconds)
        with watched(postmaster()) as alone:
            limit = pgbench(stack.folder, scripts, seconds)
        rounds.append(Round(measured, measured.rate * seconds / web.ours, limit * seconds / alone.ours, web.neighbours))
        report(f"{name}: {measured}; pgbench {limit:,.0f}/s: {measured.rate / limit:.0%} of it")
        report(
            f"  {1000 / rounds[-1].ours:.2f} ms of processor each, {rounds[-1].share:.1%} of pgbench by processor time;"
            f" neighbours kept {web.neighbours:.2f} and {alone.neighbours:.2f} processors busy"
        )
        assert measured.errors == 0
    return Compared(rounds)
