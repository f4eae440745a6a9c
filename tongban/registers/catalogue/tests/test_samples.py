"""Files of a leaf's result: shown by its guides at once, gone when taken away."""

import pytest

from tongban.foundation.files.tests.make import png
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.catalogue.commands import samples as commands
from tongban.registers.catalogue.queries import samples
from tongban.registers.catalogue.queries.guides import get_guide, get_stamp
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
PICTURE = png()


def attach(now, leaf, *, content=PICTURE, name="样本.png", by=SYSTEM):
    return commands.attach_sample(leaf=leaf, content=content, name=name, by=by, now=now)


def test_a_sample_stands_on_the_guide_at_once_and_leaves_it_when_removed(now):
    item = make.published(now)
    before = get_stamp(item.code, at=now)
    row = attach(now, item.leaf_id)
    (shown,) = get_guide(item.code, at=now).samples
    assert (shown.id, shown.name, shown.media_type, shown.size) == (row.id, "样本.png", "image/png", len(PICTURE))
    assert get_stamp(item.code, at=now) != before
    with samples.open_sample(row.id, leaf=item.leaf_id)[1] as content:
        assert content.read() == PICTURE
    commands.remove_sample(sample=row.id, by=SYSTEM, now=now)
    assert (get_guide(item.code, at=now).samples, get_stamp(item.code, at=now)) == ((), before)
    with pytest.raises(NotFound):
        samples.open_sample(row.id, leaf=item.leaf_id)


def test_only_the_catalogues_manager_attaches_and_only_what_can_be_shown(now):
    leaf = make.published(now).leaf_id
    with pytest.raises(NotAllowed):
        attach(now, leaf, by=make.staff("catalogue.edit"))
    with pytest.raises(Invalid, match=r"file\.kind_not_allowed"):
        attach(now, leaf, content=b"a,b", name="a.csv")
    assert samples.list_samples(leaf) == []


def test_a_sixth_sample_is_refused_and_another_leafs_is_not_shown(now):
    leaf = make.published(now).leaf_id
    rows = [attach(now, leaf, content=png(8 + at)) for at in range(5)]
    with pytest.raises(Conflict, match=r"catalogue\.samples_full"):
        attach(now, leaf)
    with pytest.raises(NotFound):
        samples.open_sample(rows[0].id, leaf=make.CODE + "02")
    assert len(samples.list_samples(leaf)) == 5
