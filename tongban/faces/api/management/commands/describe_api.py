"""`tongban describe-api`: writes the description of the API that stands in git."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tongban.faces.api.v1.api import api

SNAPSHOT = Path(__file__).parents[2] / "openapi.json"


class Command(BaseCommand):
    help = "Write tongban/faces/api/openapi.json from the code."

    def handle(self, *arguments: Any, **options: Any) -> None:
        SNAPSHOT.write_text(json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
