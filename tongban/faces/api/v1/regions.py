"""GET /regions: the region tree, level by level, or by name. One statement; PostgreSQL writes the JSON."""

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tongban.faces.api.answers import cacheable
from tongban.faces.api.problems import Problem
from tongban.registers.regions import queries

router = Router(tags=["regions"])


class Region(Schema):
    code: str = Field(description="12 digits: province 2, city 2, county 2, town 3, village 3", pattern="^[0-9]{12}$")
    name: str
    level: int = Field(description="1 province, 2 city, 3 county, 4 town, 5 village", ge=1, le=5)
    parent: str | None = Field(description="The code of the region above; null at the root of a tree")


class RegionPage(Schema):
    items: list[Region]
    next: str | None = Field(description="Pass it as `cursor` for the page after this one; null on the last page")


class Asked(Schema):
    """Children of `parent`; with `q` whatever it names, in `parent` if that is given. Without both: the roots."""

    parent: str = Field("", pattern="^([0-9]{12})?$", description="A region's code")
    q: str = Field("", max_length=100, description="A name (simplified or traditional) or how a code begins")
    limit: int = Field(queries.PAGE, ge=1, le=queries.PAGE_AT_MOST)
    cursor: str = Field("", pattern="^([1-5][0-9]{12})?$", description="`next` of the page before")


def list_regions(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Regions in the order of level and code."""
    page = queries.page_of_regions(
        parent=asked.parent or None, text=asked.q, after=asked.cursor or None, limit=asked.limit
    )
    return cacheable(request, page)


_ANSWERS = {200: RegionPage} | dict.fromkeys((400, 404, 405, 414, 422), Problem)
router.get("/regions", response=_ANSWERS, operation_id="list_regions")(list_regions)
router.api_operation(["HEAD"], "/regions", include_in_schema=False)(list_regions)
