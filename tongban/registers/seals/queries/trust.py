"""Whom our verifier trusts: the roots of our own authority, what was revoked, and how our seals stand."""

from tongban.foundation.keys.certificates import issuer_name_of, serial_of
from tongban.registers.seals.models import Certificate, Seal
from tongban.registers.seals.queries.authority import find_authority
from tongban.registers.seals.reading import SealStanding, Trust
from tongban.registers.seals.rules.states import State


def trust() -> Trust:
    """What `reading.verify` takes, as it stands now; before the authority was established it trusts nobody."""
    standing = {purpose: (bytes(each.der),) for purpose, each in find_authority().items()}
    revoked = Certificate.objects.exclude(revoked_at=None).values_list("der", "revoked_at")
    named = ((bytes(der), at) for der, at in revoked if at)
    return Trust(
        roots=standing.get("sm2_root", ()),
        pdf_roots=standing.get("pdf_root", ()),
        intermediates=standing.get("sm2_issuing", ()),
        revoked={(issuer_name_of(der), serial_of(der)): at for der, at in named},
        seals={
            es_id: SealStanding("valid" if state == State.ACTIVE else state, None if state == State.ACTIVE else since)
            for es_id, state, since in Seal.objects.values_list("es_id", "state", "state_since")
        },
    )
