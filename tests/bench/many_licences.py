"""Very many licences, loaded by COPY: rows like one that went through the commands, each with its registry row."""

import random
from collections.abc import Iterator

from django.db import connection

from tongban.foundation.routing.ids import new_id
from tongban.services.licences.models import Licence
from tongban.services.licences.sealing import key_of

_TABLE, _REGISTRY = "licences_licence", "licences_identifierentry"


def load(like: Licence, count: int) -> None:
    """So many more licences like this one, spread over all buckets."""
    columns = [str(field.column) for field in Licence._meta.local_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    pattern = dict(zip(columns, _line_of(like, names).rstrip("\n").split("\t"), strict=True))
    made = list(_made(count))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the holders of these licences are not there
        with cursor.copy(f"COPY {_TABLE} ({names}) FROM STDIN") as copy:
            for licence, bucket, identifier in made:
                own = {"id": licence, "bucket": str(bucket), "identifier": identifier, "case": "\\N"}
                copy.write("\t".join((pattern | own).values()) + "\n")
        with cursor.copy(f"COPY {_REGISTRY} (key, licence, bucket_of_licence) FROM STDIN") as copy:
            for licence, bucket, identifier in made:
                copy.write(f"{key_of(identifier)}\t{licence}\t{bucket}\n")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(f"ANALYZE {_TABLE}, {_REGISTRY}")


def _made(count: int) -> Iterator[tuple[str, int, str]]:
    """Id, bucket and identifier; nobody asks for these, so their last character need not fit."""
    chance = random.Random(count)
    for number in range(count):
        licence = new_id(chance.randrange(65_536))
        serial = f"{chance.getrandbits(72):019d}"[:20]
        identifier = f"1.2.156.3005.2.11100000MB0000001X001.11420902MB1A23456C.{serial}{number:07d}.001.0"
        yield str(licence), licence.int & 0xFFFF, identifier


def _line_of(like: Licence, names: str) -> str:
    chosen = f"COPY (SELECT {names} FROM {_TABLE} WHERE id = '{like.id}' AND bucket = {like.bucket}) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(chosen) as copy:
        return b"".join(bytes(part) for part in copy).decode()
