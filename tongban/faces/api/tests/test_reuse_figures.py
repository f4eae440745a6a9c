"""免提交和用证 over HTTP (KPI-27): public in sum, materials and look-ups for those who watch over them."""

import pytest

from tongban.registers.access.tests import make as access
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/reuse-figures"
DAY = {"region": "420000000000", "first": "2026-11-25", "last": "2026-11-25"}
MATERIALS = [
    {"code": f"m{at}", "name": f"样例材料{at}", "need": "1", "source": "20", "licence": True} for at in range(5)
]


@pytest.mark.req("KPI-27", part="over the API, drilled down to the records")
def test_figures_are_public_and_what_is_behind_them_is_for_supervision(client, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    world = make.world(now, materials=MATERIALS, result_name="高龄津贴证")
    how = [How.LICENCE] * 3 + [How.PAPER] * 2
    make.submitted(world, now, materials=[Given(f"m{at}", each, reference="样例") for at, each in enumerate(how)])
    told = {each["code"]: each for each in client.get(URL, DAY).json()["items"]}
    made_of = {code: (each["value"], each["numerator"], each["denominator"]) for code, each in told.items()}
    assert made_of == {"waived": ("60.00", 3, 5), "reused": ("0", 0, 0), "covered": ("0.00", 0, 1)}
    assert client.get(f"{URL}/waived/materials", DAY).json()["code"] == "api.sign_in"
    (item,) = client.get(f"{URL}/covered/items", DAY | {"counted": "no"}).json()["items"]
    assert (item["code"], item["result"], item["type_name"]) == (world.item, "高龄津贴证", "")
    post = access.post(now, access.account(now, "19900000201"), "supervisor", make.REGION, make.BODY)
    client.post("/workbench/sign-in", {"phone": "19900000201", "password": access.PASSWORD})
    county = DAY | {"region": make.REGION, "organisation": make.BODY}
    headers = {"X-Post": str(post.id)}
    rows = client.get(f"{URL}/waived/materials", county | {"counted": "no"}, headers=headers).json()
    assert ([row["code"] for row in rows["items"]], rows["next"]) == (["m3", "m4"], None)
    assert client.get(f"{URL}/reused/looks", county, headers=headers).json() == {"items": [], "next": None}
    assert client.get(f"{URL}/reused/looks", county | {"after": "x"}, headers=headers).status_code == 422
