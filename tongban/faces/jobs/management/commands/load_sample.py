"""`tongban load-sample`: the sample data, with progress, as often as you like; never in production."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tongban.faces.jobs import sample
from tongban.foundation.kernel.errors import NotAllowed

TITLES = {
    "regions": "行政区划 regions",
    "bodies": "机构 organisations",
    "accounts": "样例账号 accounts",
    "staff": "机构人员 staff",
    "parties": "样例档案 parties",
    "work": "样例待办 work",
    "items": "事项目录 catalogue",
    "claims": "认领发布 claims",
    "seals": "样例印章 seals",
    "licences": "样例证照 licences",
    "cases": "样例办件 cases",
}


class Command(BaseCommand):
    help = "Load the sample regions, organisations, accounts, files and work."

    def handle(self, *arguments: Any, **options: Any) -> None:
        columns = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as bars:
            tasks: dict[str, TaskID] = {what: bars.add_task(title, total=None) for what, title in TITLES.items()}
            try:
                sample.load(
                    now=timezone.now(),
                    told=lambda what, done, total: bars.update(tasks[what], completed=done, total=total),
                )
            except NotAllowed as refused:
                raise CommandError("A production site gets no sample data. 正式系统不装样例数据。") from refused
        self._tell_accounts()

    def _tell_accounts(self) -> None:
        _, password = sample.read_accounts()
        for name, _role, phone, page in sample.list_account_lines(each_role=False):
            self.stdout.write(f"{name}  {phone}  {password}  {page}")
        self.stdout.write("每个角色一个账号 An account for every role: tongban sample-accounts")
