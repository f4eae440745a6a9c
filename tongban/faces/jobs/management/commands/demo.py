"""`tongban demo`: plays what stands over HTTP and prints each step with its time."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tongban.faces.jobs import demo, demo_case, demo_catalogue, demo_import
from tongban.faces.jobs.demo_visitor import WentWrong

LAST = "licence.pdf"


def _steps(items: str) -> list[demo.Step]:
    """The sample's own matter, or with ITEMS one of an imported list."""
    if items:
        return demo_import.steps(Path(items).resolve())
    return [*demo.STEPS, *demo_catalogue.STEPS, *demo_case.steps()]


class Command(BaseCommand):
    help = "Plays the main matters over HTTP; exits non-zero at the first step that is not as promised."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        folder = Path(settings.DATA_DIR) / "demo"
        try:
            with demo.house(int(os.environ.get("PORT") or 8000), self.stdout.write) as base:
                demo.play(base, folder, _steps(os.environ.get("ITEMS", "")), self.stdout.write)
        except WentWrong as wrong:
            raise CommandError(str(wrong)) from wrong
        for path in sorted(folder.iterdir(), key=lambda path: (path.name == LAST, path.name)):
            self.stdout.write(str(path))
