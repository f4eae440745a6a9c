"""Every write about what enterprises sign: requests, answers, sign-ins."""

from tongban.registers.signatures.commands.answering import Entered, receive_answer, redeem_sign_in, take_answer
from tongban.registers.signatures.commands.asking import Asked, ask_sign_in, ask_signature

__all__ = ["Asked", "Entered", "ask_sign_in", "ask_signature", "receive_answer", "redeem_sign_in", "take_answer"]
