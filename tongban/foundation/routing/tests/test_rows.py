"""Rows read and written by statements that are made once are the rows that Django would read and write."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.forms import model_to_dict

from tests.routed.models import Case, Event, Holder, Item
from tongban.foundation.routing.commands import insert, update, values_of, write
from tongban.foundation.routing.ids import new_id
from tongban.foundation.routing.rows import find_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Holder:
    Item.objects.create(code="x", name="x")
    return Holder.objects.create(id=new_id(7), name="a")


def new_case(holder: Holder, number: str = "1") -> Case:
    return Case(id=new_id(holder.bucket), bucket=holder.bucket, holder=holder, item_id="x", number=number)


def test_a_row_is_found_as_django_finds_it(holder: Holder, django_assert_num_queries) -> None:
    case = new_case(holder)
    case.save()
    for lock in (False, True):
        with django_assert_num_queries(1):
            found = find_row(Case, case.id, lock=lock)
        assert found == case
        assert model_to_dict(found) == model_to_dict(Case.objects.get(id=case.id))
        assert (found._state.adding, found._state.db) == (False, "default")
    assert find_row(Case, new_id(7)) is None


def test_several_rows_are_written_by_one_statement(holder: Holder, django_assert_num_queries) -> None:
    case = new_case(holder)
    event = Event(id=new_id(7), bucket=7, case=case)
    with django_assert_num_queries(1):
        parts = {"case": insert(Case, "case"), "event": insert(Event, "event")}
        write(parts, values_of(case, "case") | values_of(event, "event"))
    assert (Case.objects.get(id=case.id), Event.objects.get(id=event.id).case) == (case, case)


def test_one_part_that_is_refused_refuses_all(holder: Holder) -> None:
    first, second = new_case(holder), new_case(holder)
    parts = {"first": insert(Case, "first"), "second": insert(Case, "second")}
    values = values_of(first, "first") | values_of(second, "second")
    with pytest.raises(IntegrityError), transaction.atomic():
        write(parts, values)
    assert Case.objects.filter(holder=holder).count() == 0


def test_a_row_is_changed_whole_or_in_part(holder: Holder) -> None:
    case, other = new_case(holder), new_case(holder, "2")
    case.save()
    other.save()
    case.number, case.item_id = "3", "nothing like that"
    write({"case": update(Case, "case", "number")}, values_of(case, "case"))
    assert list(Case.objects.filter(holder=holder).order_by("number").values_list("number", "item")) == [
        ("2", "x"), ("3", "x"),
    ]  # fmt: skip
    Item.objects.create(code="y", name="y")
    case.item_id = "y"
    write({"case": update(Case, "case")}, values_of(case, "case"))
    assert Case.objects.get(id=case.id).item_id == "y"
    assert Case.objects.get(id=other.id).item_id == "x"


def test_a_row_of_nobody_changes_nothing(holder: Holder) -> None:
    stray = new_case(holder)
    stray.id = uuid.UUID(int=7)
    write({"case": update(Case, "case")}, values_of(stray, "case"))
    assert Case.objects.filter(holder=holder).count() == 0
