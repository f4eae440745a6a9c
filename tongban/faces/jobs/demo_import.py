"""`tongban demo` on a district's own list: imported, one record completed and offered, applied for and licensed."""

import csv
import datetime as dt
import json
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tongban.faces.jobs import demo_catalogue as catalogue
from tongban.faces.jobs.demo import Step, run_tongban
from tongban.faces.jobs.demo_case import Matter, Story, guided, steps_of
from tongban.faces.jobs.demo_visitor import Sent, WentWrong, expect
from tongban.faces.jobs.sample_office import STAFF
from tongban.registers.identifiers.rules.samples import sample_resident_id

NAME, LEAF = "公司设立登记", "00012500100101"
ANSWERS = {"kind": "limited", "owners": "one", "address": "declare", "prior": "no"}
_OWNER, _SUPERVISOR = sample_resident_id(dt.date(1990, 1, 1), 1), sample_resident_id(dt.date(1985, 6, 15), 2)
WRITTEN: Sent = {
    "enterprise_name_choice": "广安样例科技有限公司", "enterprise_kind": "1151", "enterprise_industry": "I",
    "enterprise_scope": "软件开发；信息技术咨询服务。", "enterprise_term": "long",
    "enterprise_address": "样例园区 1 号楼 101 室", "enterprise_region": "511602000000", "premises_tenure": "free",
    "enterprise_registered_capital": "1000000",
    "shareholder_rows.rows": "1", "shareholder_rows.0.name": "样例甲", "shareholder_rows.0.kind": "person",
    "shareholder_rows.0.number": _OWNER, "shareholder_rows.0.amount": "1000000", "shareholder_rows.0.form": "money",
    "shareholder_rows.0.due_on": "2031-10-12",
    "representative_name": "样例甲", "representative_resident_id": _OWNER, "representative_phone": "19900000001",
    "representative_position": "executive_director", "company_has_board": "no",
    "officer_rows.rows": "2", "officer_rows.0.name": "样例甲", "officer_rows.0.resident_id": _OWNER,
    "officer_rows.0.position": "director", "officer_rows.1.name": "样例乙",
    "officer_rows.1.resident_id": _SUPERVISOR, "officer_rows.1.position": "supervisor",
    "company_liaison_name": "样例乙", "company_liaison_phone": "19900000002",
    "company_finance_contact_name": "样例丁", "company_finance_contact_phone": "19900000004",
}  # fmt: skip


@dataclass
class District:
    """The list and what became of its record."""

    items: Path
    code: str = ""

    @property
    def record(self) -> dict[str, str]:
        with self.items.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["name"] == NAME:
                    return row
        raise WentWrong(f"{self.items}: no {NAME}")

    def is_imported(self, base: str, folder: Path) -> str:
        done = run_tongban("import-items", str(self.items))
        expect(done.returncode, 0, f"import-items {done.stderr}")
        return done.stdout.splitlines()[0]

    def is_completed(self, base: str, folder: Path) -> str:
        """By an editor, from the entry of that name; published by a reviewer."""
        if offered := self._offered(base):
            self.code = offered[0]["code"]
            return f"{self.code} 早已发布"
        done = run_tongban("offer-imported", self.record["local_code"], LEAF)
        expect(done.returncode, 0, f"offer-imported {done.stderr}")
        told = json.loads(done.stdout.splitlines()[-1])
        self.code = told["code"]
        return f"{told['organisation_name']}：{told['name']} {self.code}，原缺 {len(told['lacked'])} 个要素"

    def is_found(self, base: str, folder: Path) -> str:
        expect([item["code"] for item in self._offered(base)], [self.code], "what the district offers")
        return NAME

    def _offered(self, base: str) -> list[Mapping[str, str]]:
        asked = urllib.parse.urlencode({"q": NAME, "region": self.record["region_code"], "scope": "own"})
        found: list[Mapping[str, str]] = catalogue.read(base, f"/api/v1/items?{asked}")["items"]
        return [item for item in found if item["leaf"] == LEAF]


def steps(items: Path) -> list[Step]:
    """From the list to the licence."""
    district = District(items)
    story = Story(
        item=lambda base: district.code,
        answers=ANSWERS,
        applicant="样例甲",
        written=WRITTEN,
        defect=("m2", "章程缺股东签名"),
        clerk=STAFF["clerk"][0],
        reviewer=STAFF["reviewer"][0],
        approver=STAFF["approver"][0],
        opinions=(),
    )
    return [
        ("导入真实清单 a real list imported", district.is_imported),
        ("补齐并发布一项 one record completed and published", district.is_completed),
        ("门户查得到 found on the portal", district.is_found),
        guided(story),
        *steps_of(Matter(story)),
    ]
