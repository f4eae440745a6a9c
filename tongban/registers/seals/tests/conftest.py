"""A body with one seal, and the two files sealed with it."""

import datetime as dt
from typing import Any

import pytest

from tongban.registers.seals.commands import SealedFiles
from tongban.registers.seals.models import Seal
from tongban.registers.seals.tests import make


@pytest.fixture
def seal(db: Any, now: dt.datetime) -> Seal:
    make.body(now)
    return make.seal(now)


@pytest.fixture
def sealed(seal: Seal, now: dt.datetime) -> SealedFiles:
    return make.seal_both(now)
