"""`tongban check-start`: one sentence and status 1 where the site must not serve: unfit keys, samples in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import check_start
from tongban.registers.access import queries as access


class Command(BaseCommand):
    help = "Refuse to start on unfit keys, and in production on sample keys or sample accounts."

    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            check_start(settings.KEY_DIR, production=settings.PRODUCTION)
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from trouble
        if settings.PRODUCTION and access.has_sample_accounts():
            raise CommandError(
                "The database holds sample accounts, which production refuses: begin with an empty database. "
                "数据库里有样例账号，正式系统不接受：请换一个空的数据库。"
            )
