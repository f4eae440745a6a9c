"""`tongban seal-audit`: seals every waiting row and ends; the worker does the same about every second."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit import queries
from tongban.foundation.keys.folder import KeyFolder


class Command(BaseCommand):
    help = "Seals every row of the audit journal that waits for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=audit.BATCH, help="rows per transaction")

    def handle(self, **options: Any) -> None:
        keys, sealed = KeyFolder(settings.KEY_DIR), 0
        while True:
            report = audit.seal(
                signer=keys.signer("audit-head"),
                now=timezone.now(),
                limit=options["batch"],
                anchors=settings.DATA_DIR / queries.ANCHORS,
            )
            sealed += report.sealed
            if report.sealed < options["batch"]:
                break
        self.stdout.write(_("已封存 %(sealed)s 条,日志共 %(size)s 片叶") % {"sealed": sealed, "size": report.size})
