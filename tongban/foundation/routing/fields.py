"""The holder's file in Django's terms: the key is `id`, PostgreSQL keeps (id, bucket).

Every comparison with a routed id adds the bucket that the id carries, every join over a routed relation adds
equality of buckets, so that each statement names the holder's file it reads. The database backend in
`tongban.config.postgres` writes the composite keys from ordinary migrations.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import lookups
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.sql.where import WhereNode

from tongban.foundation.routing.ids import bucket_of

BUCKET = "bucket"


class _NamesItsBucket:
    """Mixed into a lookup on an id: adds the bucket of the ids that are compared with."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection)  # type: ignore[misc]
        left, right = self.lhs, self.rhs  # type: ignore[attr-defined]
        if not self.rhs_is_direct_value() or not hasattr(left, "alias"):  # type: ignore[attr-defined]
            return sql, params
        buckets = sorted({bucket_of(row_id) for row_id in _ids(right, left.output_field)})
        column = f'{compiler.quote_name_unless_alias(left.alias)}."{BUCKET}"'
        if len(buckets) == 1:
            return f"({sql} AND {column} = %s)", (*params, buckets[0])
        return f"({sql} AND {column} IN ({', '.join(['%s'] * len(buckets))}))", (*params, *buckets)


def _ids(right: Any, field: Any) -> Iterable[uuid.UUID]:
    values = right if isinstance(right, list | tuple | set | frozenset) else [right]
    for value in values:
        if value is not None:
            yield field.to_python(getattr(value, "pk", value))


class RoutedId(models.UUIDField):
    """Primary key of a routed row: made by `new_id(bucket)`, never by the database."""


@RoutedId.register_lookup
class IdExact(_NamesItsBucket, lookups.Exact):
    pass


@RoutedId.register_lookup
class IdIn(_NamesItsBucket, lookups.In):
    pass


class RoutedForeignKey(models.ForeignKey):
    """A relation inside one holder's file: (x_id, bucket) references (id, bucket)."""

    routed = True

    def get_extra_restriction(self, alias: str, related_alias: str) -> WhereNode:
        here: Any = self.model._meta.get_field(BUCKET)
        there: Any = self.remote_field.model._meta.get_field(BUCKET)
        same_bucket: Any = lookups.Exact(here.get_col(related_alias), there.get_col(alias))
        return WhereNode([same_bucket])


@RoutedForeignKey.register_lookup
class RelatedIdExact(_NamesItsBucket, RelatedExact):
    pass


@RoutedForeignKey.register_lookup
class RelatedIdIn(_NamesItsBucket, RelatedIn):
    pass


class Bucket(models.PositiveIntegerField):
    """The holder's bucket; always the one that the row's id carries."""

    routes_table = True

    def pre_save(self, row: models.Model, add: bool) -> int:
        bucket = bucket_of(row.pk)
        setattr(row, self.attname, bucket)
        return bucket


class Authority(models.CharField):
    """The authority a worklist row belongs to: such tables are keyed by (id, authority)."""

    routes_table = True


class Routed(models.Model):
    """A row of one holder's file. Unique constraints of subclasses contain `bucket`."""

    id = RoutedId(primary_key=True)
    bucket = Bucket(editable=False)

    class Meta:
        abstract = True
