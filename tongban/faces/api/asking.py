"""Query strings of hot addresses: read straight into their model, described to the framework by hand.

The framework would read each parameter by itself, which costs more than to find a page of items.
"""

from typing import Any, TypeVar

from django.http import HttpRequest
from ninja.errors import ValidationError
from pydantic import BaseModel
from pydantic import ValidationError as Refused

Asked = TypeVar("Asked", bound=BaseModel)


def read(model: type[Asked], request: HttpRequest) -> Asked:
    """The query string as the model; raises the framework's ValidationError, which names the parameters."""
    try:
        return model.model_validate(request.GET.dict())
    except Refused as refused:
        raise ValidationError([dict(fault) for fault in refused.errors()]) from None


def describe(model: type[BaseModel]) -> list[dict[str, Any]]:
    """The model's fields as OpenAPI parameters."""
    described = model.model_json_schema()["properties"]
    return [
        {"in": "query", "name": name, "schema": schema, "required": False}
        | ({"description": schema["description"]} if "description" in schema else {})
        for name, schema in described.items()
    ]
