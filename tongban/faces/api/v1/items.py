"""GET /items: finding items. GET /items/{code}: the guide of one, as every other channel shows it."""

import datetime as dt
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import BaseModel

from tongban.faces.api import asking
from tongban.faces.api.answers import cacheable
from tongban.faces.api.problems import Problem
from tongban.foundation.ui import kept
from tongban.registers.catalogue.queries import generation, guides, search
from tongban.registers.catalogue.queries.life_events import list_life_events

MEDIA_TYPE = "application/json"
GUIDES = kept.Shelf(bytes_at_most=12_000_000, generation=generation.get_generation)

router = Router(tags=["items"])


class Item(Schema):
    code: str = Field(description="33 characters: body 18, level 1, entry 12, handling item 2")
    leaf: str = Field(description="14 characters: the handling item that the body offers")
    name: str
    name_en: str
    item_type: str = Field(description="National code: 01 permit, 05 benefit, 07 confirmation … 20 public service")
    organisation: str
    organisation_name: str
    region: str
    region_name: str
    promised_days: float | None = Field(description="Working days; null when the limit is in another unit")
    project_type: str | None = Field(description="1 done on the spot, 2 within a promised time")
    visits: int | None
    depth_level: int | None = Field(description="1 to 4; from 3 on one can apply online")
    heat: int = Field(description="How often it is asked for")
    bodies: int = Field(description="How many bodies in the region and below offer the leaf, at most 100")


class ItemPage(Schema):
    items: list[Item]
    total: int = Field(description="Counted to 1001")
    capped: bool = Field(description="There are more than 1000")
    next: str | None = Field(description="Pass it as `after` for the page after this one; null on the last page")


class Asked(BaseModel):
    """One hit for each leaf: of the bodies that offer it, the one nearest to `region`."""

    q: str = Field("", max_length=100, description="Words, other names, pinyin or its initials, a code")
    region: str = Field("", pattern="^([0-9]{12})?$", description="Whoever asks is here")
    scope: str = Field(
        "reach",
        pattern="^(reach|own|subtree)$",
        description="reach: offered in `region` or by a body above it; own: in it; subtree: in it or below",
    )
    audience: str = Field("", pattern="^(person|enterprise)?$")
    theme: str = Field("", max_length=20, description="A national theme, in Chinese")
    life_event: str = Field(
        "", pattern="^([a-z]{1,20})?$", description=f"What happened: {', '.join(list_life_events())}"
    )
    department: str = Field("", max_length=100, description="The body, or the owner of the entry: code or name")
    type: str = Field("", pattern="^([0-9]{2})?$", description="Type of item, two digits")
    depth: int | None = Field(None, ge=1, le=4, description="At least this deep online")
    visits: int | None = Field(None, ge=0, le=100, description="At most so many visits")
    after: str = Field("", max_length=40, description="`next` of the page before")
    limit: int = Field(search.PAGE, ge=1, le=search.PAGE_AT_MOST)


def list_items(request: HttpRequest) -> HttpResponse:
    """What can be applied for: names that begin with the text first, then the most asked for."""
    return found(request, asking.read(Asked, request))


def found(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The page as asked; raises as `search.page_of_items`."""
    page = search.page_of_items(
        search.Asked(
            text=asked.q,
            region=asked.region or None,
            scope=asked.scope,
            audience=asked.audience or None,
            theme=asked.theme or None,
            life_event=asked.life_event or None,
            department=asked.department or None,
            item_type=asked.type or None,
            depth_from=asked.depth,
            visits_at_most=asked.visits,
            after=asked.after or None,
            limit=asked.limit,
        ),
        at=timezone.now(),
    )
    return cacheable(request, page)


class Body(Schema):
    code: str
    name: str
    region: str


class ResultSample(Schema):
    name: str
    media_type: str
    size: int = Field(description="Bytes")
    url: str = Field(description="Where the file is, on this host")
    is_sample: bool = Field(description="It belongs to the invented sample data")


class Guide(Schema):
    """`content` has every element that is filled, by its code of the element table, derived ones included."""

    code: str
    leaf: str
    entry: str
    name: str
    name_en: str
    item_type: str
    kind: str
    kind_en: str
    organisation: Body
    region_names: list[str] = Field(description="From the province down to the body's region")
    content: dict[str, Any] = Field(
        description="Elements by code. Beside the 118: a material's `whose` says whose licence stands for it "
        "(holder, representative, acting, other; the applicant's own where it says nothing); `signature` true: an "
        "enterprise has to sign its application"
    )
    leaf_version: int = Field(description="Number of the common version shown")
    item_version: int = Field(description="Number of the body's own version shown; 0: it has none")
    effective_from: dt.datetime
    heat: int
    result_samples: list[ResultSample] = Field(description="Files that show what one gets")


def get_item(request: HttpRequest, code: str) -> HttpResponse:
    """The guide. 404: no such item; 410: it is not offered now, and why."""
    now = timezone.now()
    return GUIDES.answer(
        request, key=code, now=now, stamp=lambda: guides.get_stamp(code, at=now), build=lambda: _build(code, now)
    )


def _build(code: str, now: dt.datetime) -> kept.Made:
    guide = guides.get_guide(code, at=now)
    told = {name: getattr(guide, name) for name in Guide.model_fields if name != "result_samples"}
    told["result_samples"] = [
        {"name": each.name, "media_type": each.media_type, "size": each.size, "is_sample": guide.is_sample,
         "url": f"/items/{guide.code}/result-samples/{each.id}"}
        for each in guide.samples
    ]  # fmt: skip
    return kept.Made(orjson.dumps(told), MEDIA_TYPE, guide.stamp, guide.fresh_until)


_LISTED = {200: ItemPage} | dict.fromkeys((400, 404, 405, 414, 422), Problem)
_SHOWN = {200: Guide} | dict.fromkeys((400, 404, 405, 410, 414, 422), Problem)
_PARAMETERS = {"parameters": asking.describe(Asked)}
router.get("/items", response=_LISTED, operation_id="list_items", openapi_extra=_PARAMETERS)(list_items)
router.api_operation(["HEAD"], "/items", include_in_schema=False)(list_items)
router.get("/items/{code}", response=_SHOWN, operation_id="get_item")(get_item)
router.api_operation(["HEAD"], "/items/{code}", include_in_schema=False)(get_item)
