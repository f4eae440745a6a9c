"""One case in `tongban demo`: a restaurant applies once, is asked once to correct, and is licensed, page by page."""

import datetime as dt
import re
import struct
import urllib.parse
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tongban.faces.jobs import demo_catalogue as catalogue
from tongban.faces.jobs.demo import Step, first, staff
from tongban.faces.jobs.demo_visitor import Answer, Sent, Visitor, WentWrong, expect
from tongban.registers.identifiers.rules.samples import sample_resident_id

APPLICANT, ENTERPRISE = "19900000001", "孝感样例餐饮有限公司"
CLERK, REVIEWER, APPROVER = "19900000105", "19900000011", "19900000114"
FILLED_IN: Sent = {
    "premises_address": "孝南区书院街道样例大道 100 号 1 楼", "premises_region": catalogue.COUNTY,
    "premises_area": "128",
    "premises_tenure": "rent", "premises_rent_until": "2029-09-30", "premises_kitchen_area": "40",
    "premises_seats": "60", "food_business_kind": "catering", "food_items": ["hot"], "food_sells_online": "no",
    "food_safety_manager_name": "样例乙", "food_safety_manager_id": sample_resident_id(dt.date(1990, 2, 2), 2),
    "person_health_certificate_until": "2027-03-05",
}  # fmt: skip


@dataclass
class Matter:
    """What the demo knows of the case that it is about."""

    citizen: Visitor | None = None
    number: str = ""
    code: str = ""
    seen: dict[str, str] = field(default_factory=dict)

    def applies(self, base: str, folder: Path) -> str:
        """From the guide to the receipt."""
        self.citizen = visitor = citizen(base)
        item = catalogue.food(base)
        page = visitor.get(f"/apply/{item}?{urllib.parse.urlencode(catalogue.PLAIN_SHOP)}")
        page = visitor.submit(page, page.form(having="for"), {"for": _choice(page, ENTERPRISE), "draft": _new(page)})
        page = self._goes_on(page, "premises_address", FILLED_IN)
        waived = page.text.count("tb-st waived")
        page = self._hands_in(page, "m5", "m6")
        page = self._goes_on(page, "", {})
        page = self._goes_on(page, "way", {"way": "electronic"})
        page = self._goes_on(page, "declared", {"declared": "1"}, go="submit")
        expect("已经收到您的申请" in page.text, True, f"receipt at {page.address}")
        self.number = page.address.rstrip("/").split("/")[-2]
        self.code = re.findall(r'class="tb-digits tb-left-align">\s*([0-9 ]+?)\s*<', page.text)[1].replace(" ", "")
        return f"{self.number}，查询码 {self.code}，免提交 {waived} 份"

    def is_told_what_to_correct(self, base: str, folder: Path) -> str:
        self._staff_takes(base, CLERK, "request_correction", {"defect.m5": "布局图缺排水走向"})
        return "布局图缺排水走向"

    def corrects(self, base: str, folder: Path) -> str:
        visitor = self._visitor
        self._hands_in(visitor.get(f"/cases/{self.number}/correct"), "m5", go="send")
        expect(self._state(base), "submitted", "state after the correction")
        return "布局图重交"

    def is_accepted(self, base: str, folder: Path) -> str:
        self._staff_takes(base, CLERK, "accept", {"opinion": "材料齐全"})
        return self._state(base)

    def is_reviewed(self, base: str, folder: Path) -> str:
        for opinion in ("材料齐全，符合法定形式", "现场和布局图一致"):
            self._staff_takes(base, REVIEWER, "pass_on", {"opinion": opinion})
        return self._state(base)

    def is_granted(self, base: str, folder: Path) -> str:
        self._staff_takes(base, APPROVER, "grant", {"opinion": "准予许可"})
        return self._state(base)

    # --- the pages ----------------------------------------------------------------------------------------------

    @property
    def _visitor(self) -> Visitor:
        if self.citizen is None:
            raise WentWrong("nobody has applied")
        return self.citizen

    def _goes_on(self, page: Answer, having: str, told: Sent, go: str = "next") -> Answer:
        answer = self._visitor.submit(page, page.form(having=having or "go"), {**told, "go": go}, files={})
        expect(answer.status, 200, f"{answer.address}: {_complaint(answer)}")
        return answer

    def _hands_in(self, page: Answer, *codes: str, go: str = "upload") -> Answer:
        files = {f"file.{code}": (f"{code}.png", _drawing()) for code in codes}
        told = {"go": go} if go else {}
        answer = self._visitor.submit(page, page.form(having=f"file.{codes[0]}"), told, files=files)
        expect(answer.status, 200, f"{answer.address}: {_complaint(answer)}")
        return answer

    def _staff_takes(self, base: str, phone: str, step: str, told: Mapping[str, str]) -> None:
        visitor = staff(base, phone)
        page = visitor.get(f"/workbench/cases/{self.number}")
        form = page.form(having=next(iter(told)))
        to = f"/workbench/cases/{self.number}/steps/{step}"
        answer = visitor.submit(page, form, told, to=to)
        expect(answer.status, 200, f"{step} at {answer.address}: {_complaint(answer)}")

    def _state(self, base: str) -> str:
        return str(catalogue.read(base, f"/api/v1/cases/{self.number}?code={self.code}")["state"])


def steps() -> list[Step]:
    """The story of one matter, in order."""
    matter = Matter()
    return [
        ("一次申请 applies once", matter.applies),
        ("一次告知 told once what to correct", matter.is_told_what_to_correct),
        ("补正 corrects", matter.corrects),
        ("受理 accepted", matter.is_accepted),
        ("审查 reviewed", matter.is_reviewed),
        ("准予 granted", matter.is_granted),
    ]


def citizen(base: str) -> Visitor:
    """The sample citizen, signed in."""
    from tongban.faces.jobs.sample import read_accounts

    visitor = Visitor(base)
    visitor.get("/sign-in")
    answer = visitor.post("/sign-in", phone=APPLICANT, password=read_accounts()[1], next="/me/cases")
    expect(answer.address, f"{base}/me/cases", "signed in")
    return visitor


def _choice(page: Answer, name: str) -> str:
    """The party of this name among those one may apply for."""
    pattern = r'name="for" value="([^"]+)"(?:(?!name="for").)*?' + re.escape(name)
    return first(re.compile(pattern, re.DOTALL).pattern, page.text.replace("\n", " "), name)


def _new(page: Answer) -> str:
    return "new" if 'name="draft" value="new"' in page.text else ""


def _complaint(page: Answer) -> str:
    found = re.findall(r'role="alert"[^>]*>(.*?)</div>|tb-error-text[^>]*>([^<]*)', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>|\s+", " ", each).strip() for pair in found for each in pair)[:200]


def _drawing(width: int = 1200, height: int = 900) -> bytes:
    """A layout of many sharp lines, as PNG."""
    rows = bytes(255 if (x // 12 + y // 12) % 2 or x % 97 else 0 for y in range(24) for x in range(width))
    lines = [b"\0" + rows[(y % 24) * width : (y % 24 + 1) * width] for y in range(height)]
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    image = zlib.compress(b"".join(lines))
    chunks = ((b"IHDR", header), (b"IDAT", image), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
