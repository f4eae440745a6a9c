"""`tongban rotate-keys`: a new version of a key; what it sealed moves to it while everybody goes on working."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.progress import Progress

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.registers.parties import commands as parties
from tongban.registers.parties import queries

PERSONAL_DATA = "personal-data"


class Command(BaseCommand):
    help = "Adds a version of a key and seals again what the versions before had sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default=PERSONAL_DATA, help=f"the key, by default {PERSONAL_DATA}")
        parser.add_argument("--resume", action="store_true", help="add no version, only finish what was cut short")
        parser.add_argument("--batch", type=int, default=parties.BATCH, help="rows read at once")

    def handle(self, **options: Any) -> None:
        try:
            if not options["resume"]:
                self.stdout.write(_("新的密钥版本：%(key)s") % {"key": _rotate(options["name"])})
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from trouble
        if options["name"] == PERSONAL_DATA:
            rows = self._reencrypt(max(1, options["batch"]))
            self.stdout.write(_("已用新密钥重新加密 %(rows)s 行") % {"rows": rows})

    def _reencrypt(self, batch: int) -> int:
        total = queries.count_sealed()
        with Progress(transient=True) as progress:
            bar = progress.add_task(_("重新加密"), total=total)

            def told(done: parties.BatchDone) -> None:
                progress.advance(bar, done.visited)

            return parties.reencrypt_all(by=SYSTEM, now=timezone.now(), batch=batch, told=told)


def _rotate(name: str) -> str:
    """The new version's key id."""
    if name == PERSONAL_DATA:
        return parties.rotate_key(by=SYSTEM, now=timezone.now())
    return KeyFolder(settings.KEY_DIR).rotate(name)
