"""`tongban verify-audit [--head FILE]`: re-hashes the whole journal and names everything that was tampered with."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from tongban.faces.jobs.audit_words import sentence
from tongban.foundation.audit import queries
from tongban.foundation.audit.rules.head import SignedHead
from tongban.foundation.audit.rules.verification import Verification
from tongban.foundation.keys.folder import KeyFolder

KEY = "audit-head"


class Command(BaseCommand):
    help = "Checks every sealed row, stored hash and signed head of the audit journal; exits 1 when anything is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", type=Path, action="append", default=[], help="a head exported earlier")

    def handle(self, **options: Any) -> None:
        anchors = self._anchors(options["head"])
        verifier_of = partial(KeyFolder(settings.KEY_DIR).verifier, KEY)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None)
            verification = queries.verify(
                verifier_of=verifier_of,
                anchors=anchors,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        self._tell(verification)
        if not verification.is_sound:
            raise SystemExit(1)

    def _anchors(self, files: list[Path]) -> list[SignedHead]:
        kept = settings.DATA_DIR / queries.ANCHORS
        heads: list[SignedHead] = []
        for file in [*files, kept] if kept.exists() else files:
            try:
                anchors = queries.read_anchors(file)
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
            if file in files and not anchors.heads:
                raise CommandError(_("%(file)s 中没有树头") % {"file": file}, returncode=2)
            for line in anchors.unreadable:
                self.stderr.write(_("%(file)s 第 %(line)s 行不是树头,已跳过") % {"file": file, "line": line})
            heads += anchors.heads
        return heads

    def _tell(self, verification: Verification) -> None:
        for finding in verification.findings:
            self.stdout.write(sentence(finding))
        named = len(verification.findings)
        if (total := sum(verification.counts.values())) > named:
            self.stdout.write(_("另有 %(count)s 处未逐一列出") % {"count": total - named})
        if verification.is_late(timezone.now()):
            self.stderr.write(_("警告:自 %(since)s 起有记录等待封存") % {"since": verification.unsealed_since})
        told = {name: getattr(verification, name) for name in ("size", "rows", "heads", "anchors", "unsealed")}
        self.stdout.write(
            _("已核验 %(size)s 片叶、%(rows)s 条记录、%(heads)s 个树头、%(anchors)s 个库外树头;%(unsealed)s 条待封存")
            % told
        )
        self.stdout.write(
            _("审计日志完好") if verification.is_sound else _("审计日志有 %(count)s 处不符") % {"count": total}
        )
