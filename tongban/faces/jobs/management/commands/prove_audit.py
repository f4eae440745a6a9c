"""`tongban prove-audit`: proofs for outsiders, and their check."""

import json
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit import queries
from tongban.foundation.audit.rules.head import SignedHead
from tongban.foundation.audit.rules.proof import holds
from tongban.foundation.kernel.actor import Actor, Grant
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Sm2Verifier

OPERATOR = Actor(account=None, role="operator", grants=(Grant("audit.read", "0" * 12, "9" * 12),))


class Command(BaseCommand):
    help = (
        "Prints the proof that a row stands in the journal, or that one log is the beginning of another; checks proofs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--row", type=uuid.UUID, help="the row to prove")
        what.add_argument("--between", type=int, nargs=2, metavar=("OLD", "NEW"), help="sizes of two signed heads")
        what.add_argument("--check", type=Path, metavar="FILE", help="a proof to check")
        what.add_argument("--public-keys", action="store_true", help="the keys that heads are signed with")
        parser.add_argument("--with-keys", type=Path, metavar="FILE", help="check with these public keys")

    def handle(self, **options: Any) -> None:
        try:
            if options["check"]:
                self._check(options["check"], options["with_keys"])
            elif options["public_keys"]:
                self._print({name: key.hex() for name, key in _own_keys().items()})
            elif options["between"]:
                self._print(queries.consistency_proof(*options["between"]))
            else:
                self._print(_prove_row(options["row"]))
        except (DomainError, KeyTrouble) as error:
            raise CommandError(str(error), returncode=2) from error

    def _print(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True))

    def _check(self, proof: Path, keys: Path | None) -> None:
        try:
            told = json.loads(proof.read_bytes())
            known = {n: bytes.fromhex(k) for n, k in json.loads(keys.read_bytes()).items()} if keys else _own_keys()
        except (OSError, ValueError, AttributeError) as error:
            raise CommandError(_("无法读取:%(error)s") % {"error": error}, returncode=2) from error

        def signed(head: SignedHead) -> bool:
            key = known.get(head.key_id)
            return key is not None and Sm2Verifier(key).verify(head.message(), head.signature)

        if not holds(told, signed):
            raise CommandError(_("证明不成立"))
        self.stdout.write(_("证明成立"))


def _own_keys() -> dict[str, bytes]:
    return KeyFolder(settings.KEY_DIR).public_keys("audit-head")


def _prove_row(row_id: uuid.UUID) -> dict[str, Any]:
    proof = queries.inclusion_proof(queries.get_row(row_id, by=OPERATOR))
    audit.record("audit.proved", by=OPERATOR, now=timezone.now(), subject=f"audit:{row_id}")
    return proof
