"""`tongban sample-accounts`: every sample account with its role, phone and sign-in page."""

from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from tongban.faces.jobs import sample


class Command(BaseCommand):
    help = "List the sample accounts: one for every role."

    def handle(self, *arguments: Any, **options: Any) -> None:
        _, password = sample.read_accounts()
        table = Table(title=f"样例账号 Sample accounts · 密码 password {password}")
        for column in ("姓名 name", "角色 role", "手机号 phone", "登录 sign in"):
            table.add_column(column)
        for line in sample.list_account_lines(each_role=True):
            table.add_row(*line)
        Console(file=self.stdout, width=None if self.stdout.isatty() else 120).print(table)  # type: ignore[arg-type]
