"""`tongban register-system`: what an operator registers may push; what is wrong is named."""

import json

import pytest
from django.core.management import CommandError, call_command

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotFound
from tongban.services.cases import commands
from tongban.services.cases.tests import make, systems

pytestmark = pytest.mark.django_db


def register(path, **told):
    facts = {"code": "sample-food", "name": "样例系统", "organisation": make.BODY, "mode": "push", "items": []}
    path.write_text(json.dumps(facts | {"public_key": systems.signer().public_key.hex()} | told))
    call_command("register_system", str(path))


def test_a_system_is_registered_and_changed(now, tmp_path, capsys):
    make.catalogue.body(now)
    for name in ("样例系统", "样例系统二期"):
        register(tmp_path / "system.json", name=name)
    assert commands.close_system(code="sample-food", by=SYSTEM, now=now).name == "样例系统二期"
    assert capsys.readouterr().out == "sample-food: 0\n" * 2


@pytest.mark.parametrize("told", [{"public_key": "zz"}, {"public_key": "04"}, {"mode": "post"}, {"colour": "red"}])
def test_what_is_wrong_registers_nothing(now, tmp_path, told):
    make.catalogue.body(now)
    with pytest.raises(CommandError):
        register(tmp_path / "system.json", **told)
    with pytest.raises(NotFound, match=r"system\.not_found"):
        commands.close_system(code="sample-food", by=SYSTEM, now=now)
