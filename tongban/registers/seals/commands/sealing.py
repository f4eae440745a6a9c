"""Sealing files: the one place where a seal is put to use, and the log of every use and refusal."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.keys import sm3
from tongban.foundation.keys.certificates import public_key_of
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Signer
from tongban.foundation.routing import commands as routing
from tongban.registers.seals import errors
from tongban.registers.seals.errors import SealRefused
from tongban.registers.seals.models import Seal, Use
from tongban.registers.seals.ofd_signing import OfdSeal, seal_ofd
from tongban.registers.seals.pdf_signing import PdfSeal, seal_pdf
from tongban.registers.seals.queries.register import day_of
from tongban.registers.seals.rules.states import choose
from tongban.registers.seals.rules.use import Place, SealedFiles, SealUse


@dataclass(frozen=True, slots=True)
class Attempt:
    """One wish for a seal: what `SealRefused.attempt` holds, so that a refusal outlives a rollback."""

    use_id: uuid.UUID
    organisation: str
    kind: str
    use: SealUse
    at: dt.datetime
    seal: Seal | None = None


def seal_files(
    *,
    organisation: str,
    kind: str,
    use: SealUse,
    ofd: bytes | None,
    pdf: bytes | None,
    place: Place,
    now: dt.datetime,
) -> SealedFiles:
    """The files carry the seal of that body and kind; the use stands in the log, all in the caller's transaction.

    OFD: SES version 4 over SM2; PDF: PAdES B-B over P-256. Raises SealRefused (a Conflict): seal.none_for_step,
    .suspended, .revoked, .expired, .not_valid_yet, .not_automatic; Unavailable seal.key_missing; Invalid
    seal.file_unreadable; Conflict seal.sealed_already. A refusal is logged in the caller's transaction: whoever rolls
    that back calls `record_refused` afterwards.
    """
    attempt = Attempt(uuid.uuid4(), organisation, kind, use, now)
    try:
        with transaction.atomic():
            return _seal_files(attempt, ofd, pdf, place)
    except SealRefused as refusal:
        record_refused(refusal)
        raise


def keep_refused(error: Exception) -> None:
    """For `Reaction.failed`: a refusal by a seal is logged once the reaction's own writes are undone."""
    if isinstance(error, SealRefused):
        record_refused(error)


@transaction.atomic
def record_refused(refusal: SealRefused) -> None:
    """The refused attempt stands in the log of uses and in the journal, once however often this is called."""
    attempt: Attempt = refusal.attempt
    if not Use.objects.filter(id=attempt.use_id).exists():
        _log(attempt, refusal=refusal.code)


def _seal_files(attempt: Attempt, ofd: bytes | None, pdf: bytes | None, place: Place) -> SealedFiles:
    seal = _find(attempt)
    attempt, now = replace(attempt, seal=seal), attempt.at
    sealed_ofd = seal_ofd(ofd, _for_ofd(seal), place, at=now) if ofd is not None else None
    sealed_pdf = seal_pdf(pdf, _for_pdf(seal), place, at=now) if pdf is not None else None
    _log(attempt, ofd=_digest(sealed_ofd), pdf=_digest(sealed_pdf))
    return SealedFiles(sealed_ofd, sealed_pdf, seal.id, attempt.use_id)


def _find(attempt: Attempt) -> Any:
    """The seal to use, held against suspension and revocation until the transaction ends."""
    use, seals = attempt.use, _share(attempt.organisation, attempt.kind)
    standings = [seal.standing for seal in seals]
    chosen, obstacle = choose(standings, step=use.step, automatic=use.automatic, today=day_of(attempt.at))
    seal = None if chosen is None else seals[chosen]
    if obstacle or seal is None:
        facts = {"organisation": attempt.organisation, "kind": attempt.kind, "step": use.step}
        raise SealRefused(obstacle, attempt=replace(attempt, seal=seal), **facts)
    return seal


_SHARED = """
SELECT seal.*, own.key_id AS own_key, own.der AS own_der,
       paper.key_id AS paper_key, paper.der AS paper_der, root.der AS root_der
  FROM seals_seal seal
  JOIN seals_certificate own ON own.id = seal.certificate_id
  JOIN seals_certificate paper ON paper.id = seal.document_certificate_id
  JOIN seals_certificate root ON root.id = paper.issuer_id
 WHERE seal.organisation = %s AND seal.kind = %s
 ORDER BY seal.es_id DESC
   FOR SHARE OF seal
"""


def _share(organisation: str, kind: str) -> list[Any]:
    """The body's seals of this kind, the newest first, with their certificates and keys' ids.

    Several may seal at once; whoever changes a seal waits for them.
    """
    return list(Seal.objects.raw(_SHARED, [organisation, kind]))


def _for_ofd(seal: Any) -> OfdSeal:
    certificate = bytes(seal.own_der)
    return OfdSeal(bytes(seal.es_seal), certificate, _signer(KeyFolder.signer_of, seal.own_key, certificate))


def _for_pdf(seal: Any) -> PdfSeal:
    certificate = bytes(seal.paper_der)
    signer = _signer(KeyFolder.document_signer_of, seal.paper_key, certificate)
    return PdfSeal(seal.name, bytes(seal.picture), certificate, (bytes(seal.root_der),), signer)


def _signer(find: Callable[[KeyFolder, str], Signer], key_id: str, certificate: bytes) -> Signer:
    """The key that the certificate speaks for, and no other. Raises Unavailable seal.key_missing."""
    try:
        signer = find(KeyFolder(settings.KEY_DIR), key_id)
    except KeyTrouble as trouble:
        raise errors.key_missing(key_id) from trouble
    if signer.public_key != public_key_of(certificate):
        raise errors.key_missing(key_id)
    return signer


def _digest(content: bytes | None) -> str:
    return sm3.digest(content).hex() if content is not None else ""


def _log(attempt: Attempt, *, refusal: str = "", ofd: str = "", pdf: str = "") -> None:
    use, seal = attempt.use, attempt.seal
    row = Use(
        id=attempt.use_id, seal=seal, organisation=attempt.organisation, kind=attempt.kind, step=use.step,
        subject=use.subject, case=use.case, decided_by=use.decided_by, automatic=use.automatic, at=attempt.at,
        refusal=refusal, ofd_digest=ofd, pdf_digest=pdf,
    )  # fmt: skip
    subject = f"seal:{seal.id}" if seal else f"organisation:{attempt.organisation}"
    facts: dict[str, Any] = {
        "use": str(attempt.use_id),
        "organisation": attempt.organisation,
        "kind": attempt.kind,
        "step": use.step,
        "sealed": use.subject,
        "case": str(use.case or ""),
        "decided_by": str(use.decided_by or ""),
        "automatic": use.automatic,
        **({"refusal": refusal} if refusal else {"ofd": ofd, "pdf": pdf}),
        **({"region": seal.region} if seal else {}),
    }
    action = "seals.refused" if refusal else "seals.used"
    entry = audit.entry_of(action, by=SYSTEM, now=attempt.at, subject=subject, **facts)
    routing.write({"use": routing.insert(Use, "use"), "entry": audit.INSERT}, routing.values_of(row, "use") | entry)
