"""Reads sealed documents that anybody may have made, and says of each layer whether it holds.

Pure: bytes and trust in, a report out. It shares nothing with what writes our own documents but the structures of
GB/T 38540 in `rules/ses.py`, so that a mistake there is not repeated here. Bad input is a finding, never an exception.
"""

from tongban.registers.seals.reading.day import instant_of, read_day
from tongban.registers.seals.reading.errors import MAX_BYTES, too_large
from tongban.registers.seals.reading.report import Kind, Layer, Report, SealFacts, SignatureReport, Verdict
from tongban.registers.seals.reading.trust import SealStanding, Trust
from tongban.registers.seals.reading.verifying import read_file, verify

__all__ = [
    "MAX_BYTES", "Kind", "Layer", "Report", "SealFacts", "SealStanding", "SignatureReport", "Trust", "Verdict",
    "instant_of", "read_day", "read_file", "too_large", "verify",
]  # fmt: skip
