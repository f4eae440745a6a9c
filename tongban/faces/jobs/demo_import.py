"""`tongban demo` on a district's own list: imported, one record completed and offered, applied for and licensed."""

import csv
import json
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from tongban.faces.jobs import demo_catalogue as catalogue
from tongban.faces.jobs.demo import Step, run_tongban
from tongban.faces.jobs.demo_case import Matter, Story, steps_of
from tongban.faces.jobs.demo_visitor import Sent, WentWrong, expect
from tongban.faces.jobs.sample_office import STAFF

NAME, LEAF = "公司设立登记", "00012500100101"
ANSWERS = {"kind": "limited", "owners": "one", "address": "declare", "prior": "no"}
WRITTEN: Sent = {}


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
        done = run_tongban("offer-imported", self.record["local_code"], LEAF)
        expect(done.returncode, 0, f"offer-imported {done.stderr}")
        told = json.loads(done.stdout.splitlines()[-1])
        self.code = told["code"]
        return f"{told['organisation_name']}：{told['name']} {self.code}，原缺 {len(told['lacked'])} 个要素"

    def is_found(self, base: str, folder: Path) -> str:
        asked = urllib.parse.urlencode({"q": NAME, "region": self.record["region_code"]})
        found = catalogue.read(base, f"/api/v1/items?{asked}")["items"]
        expect(self.code in {item["code"] for item in found}, True, f"{self.code} among what is offered")
        return f"{len(found)} 项"


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
        opinions=("核准登记",),
    )
    return [
        ("导入真实清单 a real list imported", district.is_imported),
        ("补齐并发布一项 one record completed and published", district.is_completed),
        ("门户查得到 found on the portal", district.is_found),
        *steps_of(Matter(story)),
    ]
