"""Brings what people type to one spelling before it is judged."""

import unicodedata

from tongban.foundation.kernel.errors import Invalid

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST_INPUT = 200
"""Characters; no identifier comes near it, and nothing longer is even looked at."""

_TO_UPPER = str.maketrans(LETTERS.lower(), LETTERS)


def one_spelling(text: str, subject: str) -> str:
    """Half-width, upper case, without white space and invisible characters.

    Raises `Invalid` with `<subject>.length` when the input is longer than any identifier.
    """
    if len(text) > LONGEST_INPUT:
        raise Invalid(f"{subject}.length", length=len(text))
    if text.isascii():  # nothing to fold, nothing invisible: the same, twenty times as fast
        return "".join(text.split()).upper()
    plain = unicodedata.normalize("NFKC", text).translate(_TO_UPPER)
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf")


def require(text: str, alphabet: str, code: str, *, first: int = 1) -> None:
    """Raises `Invalid(code)` with the position and the character that is not in `alphabet`; `first` numbers text[0]."""
    for position, character in enumerate(text, first):
        if character not in alphabet:
            raise Invalid(code, position=position, character=character if character.isprintable() else "�")
