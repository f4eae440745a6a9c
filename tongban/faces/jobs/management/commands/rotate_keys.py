"""`tongban rotate-keys`: a new version of a key; what it sealed moves to it while everybody goes on working."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.progress import Progress

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.registers.parties import commands as parties
from tongban.registers.parties import queries as files
from tongban.registers.seals import commands as seals
from tongban.registers.seals import queries as seal_queries
from tongban.services.cases import commands as cases
from tongban.services.cases import queries
from tongban.services.licences import commands as licences
from tongban.services.licences import queries as held

PERSONAL_DATA, CASE_DATA, LICENCE_DATA = "personal-data", "case-data", "licence-data"


class Owner(NamedTuple):
    """Who rotates a key and seals its rows again."""

    rotate: Callable[..., str]
    reencrypt_all: Callable[..., int]
    count_rows: Callable[[], int]


OWNERS = {
    PERSONAL_DATA: Owner(parties.rotate_key, parties.reencrypt_all, files.count_sealed),
    CASE_DATA: Owner(cases.rotate_key, cases.reencrypt_all, queries.count_sealed),
    LICENCE_DATA: Owner(licences.rotate_key, licences.reencrypt_all, held.count_sealed),
}


class Command(BaseCommand):
    help = "Adds a version of a key and seals again what the versions before had sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default=PERSONAL_DATA, help=f"the key: {', '.join(OWNERS)} or a signing key")
        parser.add_argument("--resume", action="store_true", help="add no version, only finish what was cut short")
        parser.add_argument("--batch", type=int, default=parties.BATCH, help="rows read at once")

    def handle(self, **options: Any) -> None:
        name = options["name"]
        try:
            if not options["resume"]:
                self.stdout.write(_("新的密钥版本：%(key)s") % {"key": _rotate(name)})
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from trouble
        if name in OWNERS:
            rows = _reencrypt(OWNERS[name], max(1, options["batch"]))
            self.stdout.write(_("已用新密钥重新加密 %(rows)s 行") % {"rows": rows})


def _reencrypt(owner: Owner, batch: int) -> int:
    total = owner.count_rows()
    with Progress(transient=True) as progress:
        bar = progress.add_task(_("重新加密"), total=total)

        def told(done: parties.BatchDone | cases.BatchDone) -> None:
            progress.advance(bar, done.visited)

        return owner.reencrypt_all(by=SYSTEM, now=timezone.now(), batch=batch, told=told)


def _rotate(name: str) -> str:
    """The new version's key id."""
    if name in OWNERS:
        return OWNERS[name].rotate(by=SYSTEM, now=timezone.now())
    if name == seal_queries.PLATFORM_KEY:
        return seals.rotate_platform_key(by=SYSTEM, now=timezone.now())
    return KeyFolder(settings.KEY_DIR).rotate(name)
