import pytest
from django.core.management import CommandError, call_command

from tongban.faces.jobs.management.commands import check_start
from tongban.foundation.keys.errors import KeyTrouble
from tongban.registers.access.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04", part="no samples in production")]


@pytest.fixture
def _own_keys(monkeypatch):
    monkeypatch.setattr(check_start, "check_start", lambda path, production: None)


@pytest.mark.usefixtures("_own_keys")
def test_production_refuses_sample_accounts(now, settings):
    make.account(now, is_sample=True)
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="sample accounts"):
        call_command("check_start")


@pytest.mark.usefixtures("_own_keys")
def test_production_starts_with_accounts_of_its_own(now, settings):
    make.account(now)
    settings.PRODUCTION = True
    call_command("check_start")


def test_production_refuses_sample_keys(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="sample keys"):
        call_command("check_start")


def test_trying_out_takes_samples(now):
    make.account(now, is_sample=True)
    call_command("check_start")


def test_unfit_keys_are_told_in_one_sentence(monkeypatch):
    def refuse(path, production):
        raise KeyTrouble("The folder is open to others.")

    monkeypatch.setattr(check_start, "check_start", refuse)
    with pytest.raises(CommandError, match="open to others"):
        call_command("check_start")
