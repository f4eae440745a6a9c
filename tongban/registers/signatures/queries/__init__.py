"""Every read about what enterprises sign."""

from tongban.registers.signatures.checking import Checked
from tongban.registers.signatures.queries.requests import (
    Shown,
    Signed,
    Standing,
    check_evidence,
    get_own_standing,
    get_shown,
    get_signed,
    get_standing,
)
from tongban.registers.signatures.queries.trust import ROOTS_FILE, code_address, is_open, is_simulated, trust

__all__ = [
    "ROOTS_FILE",
    "Checked",
    "Shown",
    "Signed",
    "Standing",
    "check_evidence",
    "code_address",
    "get_own_standing",
    "get_shown",
    "get_signed",
    "get_standing",
    "is_open",
    "is_simulated",
    "trust",
]
