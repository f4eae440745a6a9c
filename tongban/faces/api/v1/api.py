"""The API, version 1: its routers, its description, and its one way of refusing."""

from http.client import responses
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tongban.faces.api import bodies, problems
from tongban.faces.api.v1 import (  # X
    case_figures,
    cases,
    clients,
    figures,
    items,
    licences,
    open_data,
    pushed,
    regions,
    reuse_figures,
    signatures,
    verification,
)
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.ui import errors

AT_THE_DOOR = (401, 429)
"""A wrong key, too many requests: refused at every address."""


class Api(NinjaAPI):
    """Ninja with problem documents described as what they are."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status in AT_THE_DOOR:
                    operation["responses"].setdefault(status, _refused(status))
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {problems.MEDIA_TYPE: response["content"].pop("application/json")}
        schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        schema["security"] = [{}, {"key": []}]
        return schema


def build() -> Api:
    """A new API with every router of version 1."""
    made = Api(
        title="Tongban 通办",
        version="1",
        description="Government services of a province: what one can apply for, where, and how it stands.",
        parser=bodies.JsonParser(),
        docs_url=None,
        openapi_url="openapi.json",
        urls_namespace="api-v1",
    )
    made.add_router("", regions.router)
    made.add_router("", items.router)
    made.add_router("", open_data.router)
    made.add_router("", figures.router)
    made.add_router("", cases.router)
    made.add_router("", licences.router)
    made.add_router("", pushed.router)
    made.add_router("", clients.router)
    made.add_router("", case_figures.router)
    made.add_router("", reuse_figures.router)
    made.add_router("", signatures.router)
    made.add_router("", verification.router)
    made.add_exception_handler(DomainError, _refuse)
    made.add_exception_handler(ValidationError, _refuse)
    made.add_exception_handler(HttpError, _refuse)
    made.add_exception_handler(RawPostDataException, _refuse)
    return made


def _refused(status: int) -> dict[str, Any]:
    problem = {"$ref": "#/components/schemas/Problem"}
    return {"description": responses[status], "content": {"application/json": {"schema": problem}}}


def _refuse(request: HttpRequest, refused: Any) -> HttpResponse:
    return errors.answer(request, problems.as_domain_error(refused))


api = build()
