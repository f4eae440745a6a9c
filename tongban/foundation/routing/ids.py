"""Ids that route themselves: a UUIDv7 whose last 16 bits are the holder's bucket."""

import hashlib
import secrets
import time
import uuid

BUCKETS = 65_536


def new_bucket() -> int:
    """A random bucket for a new holder, 0..65535; it never changes afterwards."""
    return secrets.randbelow(BUCKETS)


def new_id(bucket: int) -> uuid.UUID:
    """A UUIDv7 (milliseconds, 58 random bits) that carries `bucket` in its last 16 bits."""
    if not 0 <= bucket < BUCKETS:
        raise ValueError(f"bucket {bucket} is outside 0..65535")
    milliseconds = time.time_ns() // 1_000_000
    noise = secrets.randbits(58)
    head = (milliseconds << 80) | (7 << 76) | ((noise >> 46) << 64)
    tail = (2 << 62) | ((noise & ((1 << 46) - 1)) << 16) | bucket
    return uuid.UUID(int=head | tail)


def bucket_of(row_id: uuid.UUID) -> int:
    """The bucket that a routed id carries."""
    return row_id.int & 0xFFFF


def bucket_for(subject: str) -> int:
    """The bucket of a row without a holder, spread by its subject; the same subject always lands in the same bucket."""
    return int.from_bytes(hashlib.blake2b(subject.encode(), digest_size=2).digest(), "big")
