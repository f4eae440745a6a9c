"""What a file can be refused for while it is taken apart; never leaves `verify`, which makes a finding of it."""

from tongban.registers.seals.reading.report import Fact


class Damaged(Exception):
    """The file is not what its kind must be; `reason_code` and `facts` become a layer's finding."""

    def __init__(self, reason_code: str, **facts: Fact) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code
        self.facts = facts
