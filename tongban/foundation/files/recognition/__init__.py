"""What a file really is, told from its content alone. Nothing here decodes an image or unpacks an archive.

A file is only ever looked at through a memory map and a few bounded reads, so that neither its size nor what it would
expand to matters.
"""

import mmap
from typing import BinaryIO

from tongban.foundation.files.recognition import foreign, images, packages, pdf
from tongban.foundation.files.recognition.kinds import KINDS, Fault, Finding, of

__all__ = ["recognise"]


def recognise(file: BinaryIO) -> Finding:
    """The kind that the content proves, with its fault if it is not whole or not safe. The file is not empty."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if packages.begins(content):
            return packages.recognise(file, content)
        for look in (pdf.recognise, images.recognise_jpeg, images.recognise_png, images.recognise_heic):
            finding = look(content)
            if finding is not None:
                return Finding("zip") if packages.ends_in_archive(content) else finding
        return _foreign(foreign.name_of(content))


def _foreign(name: str) -> Finding:
    """Something not accepted; where it begins like an accepted kind it is a broken one of those."""
    broken = next((kind for kind in KINDS if name in (kind.name, *kind.extensions)), None)
    return of(broken, Fault.DAMAGED) if broken else Finding(name)
