"""`tongban export-audit-head > FILE`: the last signed head, to be kept where nobody with the database can reach it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tongban.foundation.audit import queries


class Command(BaseCommand):
    help = "Prints the last signed head of the audit journal as one line of JSON."

    def handle(self, **options: Any) -> None:
        head = queries.find_last_head()
        if head is None:
            raise CommandError(_("尚无签名的树头"))
        self.stdout.write(json.dumps(head.exported(), sort_keys=True))
