"""One case in `tongban demo`: a restaurant applies once, is asked once to correct, and is licensed, page by page."""

import datetime as dt
import re
import struct
import time
import urllib.parse
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongban.faces.jobs import demo_catalogue as catalogue
from tongban.faces.jobs.demo import Step, first, staff
from tongban.faces.jobs.demo_visitor import Answer, Sent, Visitor, WentWrong, expect
from tongban.registers.identifiers.rules.samples import sample_resident_id

LICENSED_WITHIN = 60
APPLICANT = "19900000001"
_CHINA = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True)
class Story:
    """What is applied for, by whom, what they write, what the window finds fault with, and who decides (phones)."""

    item: Callable[[str], str]
    answers: Mapping[str, str]
    applicant: str
    written: Sent
    defect: tuple[str, str]
    clerk: str
    reviewer: str
    approver: str
    opinions: tuple[str, ...]


_RESTAURANT: Sent = {
    "premises_address": "孝南区书院街道样例大道 100 号 1 楼", "premises_region": catalogue.COUNTY,
    "premises_area": "128",
    "premises_tenure": "rent", "premises_rent_until": "2029-09-30", "premises_kitchen_area": "40",
    "premises_seats": "60", "food_business_kind": "catering", "food_items": ["hot"], "food_sells_online": "no",
    "food_safety_manager_name": "样例乙", "food_safety_manager_id": sample_resident_id(dt.date(1990, 2, 2), 2),
    "person_health_certificate_until": "2027-03-05",
}  # fmt: skip

RESTAURANT = Story(
    item=catalogue.food,
    answers=catalogue.PLAIN_SHOP,
    applicant="孝感样例餐饮有限公司",
    written=_RESTAURANT,
    defect=("m5", "布局图缺排水走向"),
    clerk="19900000105",
    reviewer="19900000011",
    approver="19900000114",
    opinions=("材料齐全，符合法定形式", "现场和布局图一致"),
)


@dataclass
class Matter:
    """What the demo knows of the case that it is about."""

    story: Story
    citizen: Visitor | None = None
    party: str = ""
    number: str = ""
    code: str = ""
    identifier: str = ""

    def applies(self, base: str, folder: Path) -> str:
        """From the guide to the receipt."""
        self.citizen = visitor = citizen(base)
        path = f"/apply/{self.story.item(base)}?{urllib.parse.urlencode(self.story.answers)}"
        page = visitor.get(path)
        self.party = _choice(page, self.story.applicant)
        page = visitor.submit(page, page.form(having="for"), {"for": self.party, "draft": _new(page)})
        page = self._goes_on(page, next(iter(self.story.written)), self.story.written)
        page, waived = self._agrees(page)
        page = self._hands_in(page, *sorted(_asked(page)))
        page = self._goes_on(page, "", {})
        page = self._goes_on(page, "way", {"way": "electronic"})
        page = self._goes_on(page, "declared", {"declared": "1"}, go="submit")
        expect("已经收到您的申请" in page.text, True, f"receipt at {page.address}")
        self.number = page.address.rstrip("/").split("/")[-2]
        self.code = re.findall(r'class="tb-digits tb-left-align">\s*([0-9 ]+?)\s*<', page.text)[1].replace(" ", "")
        expect(waived > 0, True, "a paper that government holds already")
        return f"{self.number}，查询码 {self.code}，免提交 {waived} 份"

    def is_told_what_to_correct(self, base: str, folder: Path) -> str:
        code, text = self.story.defect
        self._staff_takes(base, self.story.clerk, "request_correction", {f"defect.{code}": text})
        return text

    def corrects(self, base: str, folder: Path) -> str:
        visitor = self._visitor
        self._hands_in(visitor.get(f"/cases/{self.number}/correct"), self.story.defect[0], go="send")
        self._stands(base, "submitted")
        return "补正已交"

    def is_accepted(self, base: str, folder: Path) -> str:
        self._staff_takes(base, self.story.clerk, "accept", {"opinion": "材料齐全"})
        due = dt.datetime.fromisoformat(str(self._stands(base, "review")["due_at"])).astimezone(_CHINA)
        return f"{self._document(base)}，最迟 {due:%Y-%m-%d} 办结"

    def is_reviewed(self, base: str, folder: Path) -> str:
        for opinion in self.story.opinions:
            self._staff_takes(base, self.story.reviewer, "pass_on", {"opinion": opinion})
        self._stands(base, "review")
        return "；".join(self.story.opinions)

    def is_granted(self, base: str, folder: Path) -> str:
        self._staff_takes(base, self.story.approver, "grant", {"opinion": "准予许可"})
        self._stands(base, "granted")
        return self._document(base)

    def is_licensed(self, base: str, folder: Path) -> str:
        """The sealed files, from the wallet as soon as they are there: a new company's lie in its own file."""
        path, deadline = "", time.monotonic() + LICENSED_WITHIN
        while not path:
            if time.monotonic() > deadline:
                raise WentWrong(f"{self.number}: no sealed licence")
            path = self._find_licence(self._visitor.get("/me/licences").text)
            time.sleep(0.0 if path else 0.5)
        for form in ("ofd", "pdf"):
            (folder / f"licence.{form}").write_bytes(self._visitor.download(f"{path}.{form}"))
        self.identifier = first(r"(1\.2\.156\.3005\.2\.[0-9A-Z.]+)", self._visitor.get(path).text, "identifier")
        return self.identifier

    def is_verified(self, base: str, folder: Path) -> str:
        """By anybody: the identifier, the two files, and a file with one byte changed."""
        told = catalogue.read(base, f"/api/v1/licences/{self.identifier}/verification")
        expect((told["state"], told["trusted"]), ("valid", True), "the licence to anybody")
        expect("现在有效" in Visitor(base).get(f"/v/{self.identifier}").text, True, "the licence's own page")
        verdicts = []
        for form in ("ofd", "pdf"):
            content = (folder / f"licence.{form}").read_bytes()
            verdicts += [_verdict(base, f"licence.{form}", each) for each in (content, _spoiled(content))]
        expect(verdicts, ["passed", "failed"] * 2, "verdicts on both files, whole and with a byte changed")
        return f"{told['type']['name']}：OFD、PDF 都通过；改一个字节都不通过"

    # --- the pages ----------------------------------------------------------------------------------------------

    def _agrees(self, page: Answer) -> tuple[Answer, int]:
        """Every licence that may stand for a paper does; how many papers are not asked for."""
        form = page.form(having="go")
        consents = {name: "1" for name in form.names if name.startswith("consent.")}
        page = self._visitor.submit(page, form, {**consents, "go": "upload"}, files={})
        expect(page.status, 200, f"{page.address}: {_complaint(page)}")
        return page, len(consents)

    def _find_licence(self, wallet: str) -> str:
        """The path of the licence that this case gave, once its files are there."""
        for path in re.findall(r'href="(/me/licences/[0-9a-f-]{36})', wallet):
            page = self._visitor.get(path).text
            if re.search(rf'由办件办下来：<a [^>]*href="/cases/{self.number}"', page) and f"{path}.pdf" in page:
                return str(path)
        return ""

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

    def _stands(self, base: str, state: str) -> Mapping[str, Any]:
        """The case as it shows itself to whoever has its codes; it is in this state."""
        progress = catalogue.read(base, f"/api/v1/cases/{self.number}?code={self.code}")
        expect(progress["state"], state, "state")
        return progress

    def _document(self, base: str) -> str:
        """The number of the document that the last step brought."""
        progress = catalogue.read(base, f"/api/v1/cases/{self.number}?code={self.code}")
        numbers = [step["document_number"] for step in progress["steps"] if step["document_number"]]
        expect(bool(numbers), True, "a numbered document")
        return str(numbers[-1])


def steps() -> list[Step]:
    """The story of one matter, in order."""
    return steps_of(Matter(RESTAURANT))


def guided(story: Story) -> Step:
    """The guide says what is to be done, and answers to its questions leave fewer papers."""

    def is_guided(base: str, folder: Path) -> str:
        code = story.item(base)
        guide, answers = catalogue.read(base, f"/api/v1/items/{code}")["content"], urllib.parse.urlencode(story.answers)
        pages = [Visitor(base).get(f"/items/{code}{query}").text for query in ("", f"?{answers}")]
        asked, left = (len(catalogue.list_materials(page)) for page in pages)
        expect(asked > left > 0, True, f"materials: {asked}, with answers {left}")
        return f"{len(story.answers)} 个问题，{asked} 份材料减为 {left} 份；承诺 {guide['promised_limit']} 个工作日"

    return "办事指南 guided by questions", is_guided


def steps_of(matter: Matter) -> list[Step]:
    """Each with what it promises."""
    reviewed: list[Step] = [("审查 reviewed", matter.is_reviewed)] if matter.story.opinions else []
    decided = "准予 granted" if reviewed else "审查并准予，登记类一步办 reviewed and granted in one step"
    return [
        ("一次申请 applies once", matter.applies),
        ("一次告知 told once what to correct", matter.is_told_what_to_correct),
        ("补正 corrects", matter.corrects),
        ("受理 accepted", matter.is_accepted),
        *reviewed,
        (decided, matter.is_granted),
        ("制证 licensed: OFD and PDF, sealed", matter.is_licensed),
        ("人人可验 verified by anybody", matter.is_verified),
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


def _asked(page: Answer) -> set[str]:
    """The papers that are still to be handed in."""
    return {name.removeprefix("file.") for name in page.form(having="go").names if name.startswith("file.")}


def _spoiled(content: bytes) -> bytes:
    """With one byte changed: of the first page's packed text in an OFD, in the middle of a PDF."""
    packed = content.find(b"Content.xml")
    at = packed + 20 if packed >= 0 else len(content) // 2
    return content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :]


def _verdict(base: str, name: str, content: bytes) -> str:
    anybody = Visitor(base)
    page = anybody.get("/verify")
    answer = anybody.submit(page, page.form(having="file"), {}, files={"file": (name, content)})
    return first(r'data-verdict="(\w+)"', answer.text, f"verdict on {name}")


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
