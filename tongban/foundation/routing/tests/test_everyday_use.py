"""Everyday ORM use of routed models passes unchanged, and each statement names its bucket (the guard is on)."""

import uuid

import pytest
from django.core import serializers
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.forms import modelform_factory

from tests.routed.models import Case, Event, Holder, Item
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of, new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Holder:
    Item.objects.create(code="x", name="x")
    return Holder.objects.create(id=new_id(7), name="a")


def make_case(holder: Holder, number: str = "1", **columns: str) -> Case:
    return Case.objects.create(id=new_id(holder.bucket), holder=holder, item_id="x", number=number, **columns)


def everywhere() -> object:
    return fan_out_allowed("the test reads every file")


def test_bucket_is_the_one_the_id_carries(holder: Holder) -> None:
    assert (holder.bucket, holder.id.version, bucket_of(holder.id)) == (7, 7, 7)


def test_key_is_the_id_alone(holder: Holder) -> None:
    assert holder.pk == holder.id
    assert Holder.objects.get(pk=holder.id) == holder


def test_get_by_text_id(holder: Holder) -> None:
    assert Holder.objects.get(pk=str(holder.id)) == holder


def test_filter_by_object_by_id_and_by_list(holder: Holder) -> None:
    case = make_case(holder)
    assert Case.objects.get(holder=holder) == case
    assert Case.objects.get(holder_id=holder.id) == case
    assert list(Case.objects.filter(pk__in=[case.pk])) == [case]
    assert list(Case.objects.filter(holder__in=[holder])) == [case]
    assert list(Case.objects.filter(pk__in=[])) == []


def test_reverse_relation_counts_and_creates(holder: Holder) -> None:
    holder.cases.create(id=new_id(7), item_id="x", number="1")
    assert holder.cases.count() == 1


def test_filter_across_two_relations(holder: Holder) -> None:
    event = Event.objects.create(id=new_id(7), case=make_case(holder), kind="k")
    assert list(Event.objects.filter(case__holder=holder)) == [event]


def test_relations_are_loaded_in_one_statement(holder: Holder, django_assert_num_queries) -> None:
    case = make_case(holder)
    with django_assert_num_queries(1):
        loaded = Case.objects.select_related("holder", "item").get(pk=case.pk)
        assert (loaded.holder.name, loaded.item.name) == ("a", "x")


def test_prefetch_follows_two_relations(holder: Holder, django_assert_num_queries) -> None:
    Event.objects.create(id=new_id(7), case=make_case(holder), kind="k")
    with django_assert_num_queries(3):
        loaded = Holder.objects.prefetch_related("cases__events").get(pk=holder.pk)
        assert [event.kind for case in loaded.cases.all() for event in case.events.all()] == ["k"]


def test_lock_one_row(holder: Holder) -> None:
    case = make_case(holder)
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("holder").get(pk=case.pk)
    assert locked.holder == holder


def test_save_refresh_update(holder: Holder) -> None:
    case = make_case(holder)
    case.state = "sent"
    case.save(update_fields=["state"])
    Case.objects.filter(pk=case.pk).update(number="2")
    case.refresh_from_db()
    assert (case.state, case.number) == ("sent", "2")


def test_delete_cascades_inside_the_file(holder: Holder) -> None:
    Event.objects.create(id=new_id(7), case=make_case(holder), kind="k")
    holder.delete()
    with everywhere():
        assert (Holder.objects.count(), Case.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_bulk_create_and_update(holder: Holder) -> None:
    rows = [Case(id=new_id(7), holder=holder, item_id="x", number=str(number)) for number in range(3)]
    Case.objects.bulk_create(rows)
    for row in rows:
        row.state = "z"
    Case.objects.bulk_update(rows, ["state"])
    assert list(Case.objects.filter(holder=holder).values_list("state", flat=True)) == ["z"] * 3
    assert len(Case.objects.in_bulk([row.pk for row in rows])) == 3


def test_update_or_create(holder: Holder) -> None:
    known = {"bucket": 7, "number": "1"}
    fresh = {"id": new_id(7), "holder": holder, "item_id": "x"}
    _, made = Case.objects.update_or_create(**known, defaults={"state": "q"}, create_defaults=fresh)
    case, made_again = Case.objects.update_or_create(**known, defaults={"state": "q"}, create_defaults=fresh)
    assert (made, made_again, case.state) == (True, False, "q")


def test_aggregates_and_subqueries(holder: Holder) -> None:
    make_case(holder)
    own = Holder.objects.filter(pk=holder.pk)
    assert own.annotate(n=Count("cases")).get().n == 1
    assert own.filter(Exists(Case.objects.filter(holder=OuterRef("pk")))).count() == 1
    assert Case.objects.filter(holder=holder).aggregate(n=Count("pk", filter=Q(state="draft"))) == {"n": 1}


def test_ordering_paging_streaming(holder: Holder) -> None:
    cases = sorted((make_case(holder, number) for number in "123"), key=lambda case: case.pk)
    own = Case.objects.filter(holder=holder).order_by("pk")
    assert list(own.distinct()) == cases
    assert Paginator(own, 2).page(2).object_list[0] == cases[2]
    assert list(own.iterator()) == cases
    assert own.values_list("pk", "holder__name")[0] == (cases[0].pk, "a")
    assert own.only("state")[0].number == cases[0].number


def test_model_form_and_full_clean(holder: Holder) -> None:
    case = make_case(holder)
    form = modelform_factory(Case, fields=["state", "number"])({"state": "b", "number": "1"}, instance=case)
    assert form.is_valid(), form.errors
    assert form.save().state == "b"
    case.full_clean()


def test_serialise(holder: Holder) -> None:
    case = make_case(holder)
    text = serializers.serialize("json", Case.objects.filter(pk=case.pk))
    assert [loaded.object for loaded in serializers.deserialize("json", text)] == [case]


def test_unique_within_the_bucket(holder: Holder) -> None:
    make_case(holder)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(holder)
    assert Case.objects.filter(holder=holder).count() == 1


def test_row_cannot_point_into_another_file(holder: Holder) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(id=new_id(8), holder=holder, item_id="x", number="1")


def test_violation_is_raised_at_its_statement(holder: Holder) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(id=new_id(7), holder=holder, item_id="none", number="1")


def test_unknown_id_finds_nothing(holder: Holder) -> None:
    assert not Holder.objects.filter(pk=uuid.uuid4()).exists()


def test_null_relation_and_isnull(holder: Holder) -> None:
    make_case(holder)
    assert Case.objects.filter(holder=holder, holder__isnull=False).count() == 1


def test_case_when_and_values(holder: Holder) -> None:
    make_case(holder)
    sent = models.Case(models.When(state="draft", then=models.Value(1)), default=models.Value(0))
    assert Case.objects.filter(holder=holder).annotate(n=sent).values("n").get() == {"n": 1}
