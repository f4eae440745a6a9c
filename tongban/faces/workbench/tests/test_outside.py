"""`/dev/outside`: the simulators' inbox and their faults, never in production."""

import pytest
from django.test import Client

from tongban.foundation.outside import queries
from tongban.foundation.outside.commands.simulating import Simulator
from tongban.foundation.outside.parties import Message
from tongban.foundation.outside.rules import Channel, Fault
from tongban.foundation.outside.tests import make

PAGE = "/dev/outside"


@pytest.mark.django_db
def test_the_empty_inbox_needs_no_sign_in(client):
    make.emptied()
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "还没有发出过什么" in page.text


@pytest.mark.django_db(transaction=True)
def test_a_message_is_read_there_whole_and_escaped(client, now):
    Simulator(Channel.SMS).send(Message("k", "13900000000", "", "验证码 123456 <b>", now), within=5)
    page = client.get(PAGE).text
    assert "验证码 123456 &lt;b&gt;" in page
    assert "13900000000" in page
    assert "123456" not in client.get(PAGE, {"channel": "bank"}).text


@pytest.mark.django_db
def test_faults_are_set_and_cleared(client):
    answer = client.post(f"{PAGE}/sms/faults", {"fault": ["slow", "twice"]})
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert queries.get_faults()[Channel.SMS] == {Fault.SLOW, Fault.TWICE}
    assert client.get(PAGE).text.count("checked") == 2
    client.post(f"{PAGE}/sms/faults")
    assert queries.get_faults()[Channel.SMS] == frozenset()


@pytest.mark.django_db
def test_fifty_messages_a_page(client, now):
    make.inbox(60, now)
    first = client.get(PAGE).text
    assert (first.count("条。"), "第59条。" in first, "下一页" in first) == (50, True, True)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["channel=pigeon", "before=x", "before=-1", f"before={'9' * 30}"])
def test_a_senseless_address_is_not_found(client, query):
    assert client.get(f"{PAGE}?{query}").status_code == 404


@pytest.mark.django_db
def test_an_unknown_fault_or_channel_changes_nothing(client):
    assert client.post(f"{PAGE}/sms/faults", {"fault": ["slow", "x"]}).status_code == 404
    assert client.post(f"{PAGE}/pigeon/faults", {"fault": ["slow"]}).status_code == 404
    assert queries.get_faults()[Channel.SMS] == frozenset()


@pytest.mark.django_db
def test_production_knows_no_such_page(client, settings):
    settings.PRODUCTION = True
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}/sms/faults", {"fault": ["slow"]}).status_code == 404


def test_faults_need_the_token():
    assert Client(enforce_csrf_checks=True).post(f"{PAGE}/sms/faults").status_code == 403
