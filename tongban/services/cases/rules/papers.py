"""Which papers of a case bear a seal, and which of the body's seals."""

from collections.abc import Mapping

from tongban.services.cases.rules.life import Document

APPROVAL, CASE = "approval", "case"
"""The body's seal for decisions (行政审批专用章) and the one for what goes between (业务专用章)."""

SEALS: Mapping[Document, str] = {
    Document.CORRECTION_NOTICE: CASE,
    Document.ACCEPTANCE: CASE,
    Document.REFUSAL_TO_ACCEPT: CASE,
    Document.SPECIAL_PROCEDURE: CASE,
    Document.EXTENSION: APPROVAL,
    Document.GRANT: APPROVAL,
    Document.DENIAL: APPROVAL,
    Document.TERMINATION: CASE,
}
"""行政许可法 arts. 32, 38, 39, 42: in writing, with the body's seal and the date. Receipts bear none."""
SEAL_SIZE = 42.0
"""Millimetres across."""
