"""One-time codes, open sessions, national identities, and the cache that all workers share."""

import uuid

from django.conf import settings
from django.db import models


class OneTimeCode(models.Model):
    """The code last sent to a phone for a purpose. Hashes under a key only: the table tells neither phone nor code."""

    subject = models.CharField(max_length=64, primary_key=True)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)


class AccountSession(models.Model):
    """Somebody signed in on a device. The row is the session: without it, the browser's cookie opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    method = models.CharField(max_length=20)
    with_second_factor = models.BooleanField()
    acting_for = models.UUIDField(null=True)  # the enterprise that let this session in, if one did
    address = models.CharField(max_length=45)  # masked
    device = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    idle = models.DurationField()
    ends_at = models.DateTimeField(db_index=True)


class NationalIdentity(models.Model):
    """The person whom the national platform knows by `subject` owns the account: one account, one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="national_identity")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    document_index = models.CharField(max_length=64, blank=True)  # a blind index of kind and hash
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="entry_identity_once")]


class SharedCache(models.Model):
    """The table of Django's cache, which writes it itself: small marks that every worker must see."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shared_cache"
