"""`tongban offer-imported RECORD LEAF`: a sample office completes an imported record and offers it; prints JSON."""

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from tongban.faces.jobs import sample_office
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.ui.words import words_for


class Command(BaseCommand):
    help = "Lets a sample office complete one imported record from the entry of that name, and publish it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("record", help="the record's local code")
        parser.add_argument("leaf", help="the leaf that it is (14 digits)")

    def handle(self, *, record: str, leaf: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                offered = sample_office.offer(local_code=record, leaf=leaf, now=timezone.now())
        except DomainError as refusal:
            raise CommandError(words_for(refusal)[1]) from refusal
        self.stdout.write(json.dumps(dataclasses.asdict(offered), ensure_ascii=False))
