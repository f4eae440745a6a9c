"""Seeds of second factors at rest: allauth keeps them in its table, encrypted under the key `second-factor`."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from tongban.foundation.keys.cipher import DataCipher
from tongban.foundation.keys.folder import KeyFolder

_CONTEXT = "entry second factor"


class SealedFactors(DefaultMFAAdapter):
    """Named in `settings.MFA_ADAPTER`."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(_cipher().encrypt(text.encode(), context=_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(base64.b64decode(encrypted_text), context=_CONTEXT).decode()


def _cipher() -> DataCipher:
    return KeyFolder(settings.KEY_DIR).cipher("second-factor")
