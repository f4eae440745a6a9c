"""`tongban worker`: runs the worker until it is told to stop."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from tongban.faces.jobs import worker
from tongban.faces.jobs.reactions import REACTIONS


class Command(BaseCommand):
    help = "Drains the outbox, seals the journal, runs background jobs; stops on SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(worker.run(REACTIONS))
