"""PDF (ISO 32000): a header at the very start, a cross-reference pointer and an end mark at the end."""

import re

from tongban.foundation.files.recognition.kinds import PDF, Content, Fault, Finding, of

_HEADER = re.compile(rb"%PDF-[12]\.\d")
_POINTER = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_TAIL = 2048


def recognise(content: Content) -> Finding | None:
    if not _HEADER.match(content[:8]):
        return None
    pointers = _POINTER.findall(content[-_TAIL:])
    whole = bool(pointers) and int(pointers[-1]) < len(content)
    return of(PDF, None if whole else Fault.DAMAGED)
