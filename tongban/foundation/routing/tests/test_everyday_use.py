from tests.routed.models import Holder
import pytest
from tongban.foundation.routing.ids import new_id


@pytest.mark.django_db
def test_x():
    h = Holder.objects.create(id=new_id(7), name="a")
    assert Holder.objects.get(pk=h.id) == h
