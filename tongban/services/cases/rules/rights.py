"""Which action each step takes. Acceptance and approval carry duties that never meet in one account over a body."""

from collections.abc import Mapping

from tongban.services.cases.rules.life import TRANSITIONS, Side, Step

READ = "cases.read"
ACCEPT = "cases.accept"
REVIEW = "cases.review"
DECIDE = "cases.decide"
EXTEND = "cases.extend"
DELIVER = "cases.deliver"
SUPERVISE = "cases.supervise"
NOTE = "cases.note"
WORD = "cases.word_papers"
CONNECT = "cases.connect"
ROTATE_KEY = "cases.rotate_key"
SUBMIT, CORRECT, WITHDRAW, FOLLOW = "cases.submit", "cases.correct", "cases.withdraw", "cases.follow"
"""What an applicant may let an agent do (`parties.authorise`)."""

ACTION_OF: Mapping[Step, str] = {
    Step.SUBMIT: SUBMIT,
    Step.CORRECT: CORRECT,
    Step.SUPPLY: CORRECT,
    Step.WITHDRAW: WITHDRAW,
    Step.REQUEST_CORRECTION: ACCEPT,
    Step.ACCEPT: ACCEPT,
    Step.DECLINE: ACCEPT,
    Step.PASS_ON: REVIEW,
    Step.SUSPEND: REVIEW,
    Step.RESUME: REVIEW,
    Step.GRANT: DECIDE,
    Step.DENY: DECIDE,
    Step.EXTEND: EXTEND,
    Step.DELIVER: DELIVER,
}
"""Steps of the system are not here: nobody is granted them."""

SIDE_OF: Mapping[Step, Side] = {step: transition.side for (_, step), transition in TRANSITIONS.items()}


def is_supervisors(step: Step, notices: int) -> bool:
    """A further correction notice is a supervisor's to give too (GUI-03)."""
    return step is Step.REQUEST_CORRECTION and notices > 0


AT_THE_WINDOW = frozenset((Step.SUBMIT, Step.CORRECT, Step.SUPPLY, Step.WITHDRAW))
"""What a clerk who may accept also does for an applicant who stands at the window."""
