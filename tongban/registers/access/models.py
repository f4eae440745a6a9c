"""Accounts, the posts through which staff may act, and the programs that act for an account over the API."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by phone; making them is the business of `commands`."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(phone=username)


class Account(AbstractBaseUser):
    """Whoever signs in: one account may act for several parties and hold several posts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.CharField(max_length=20, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    real_name_level = models.PositiveSmallIntegerField(default=0, db_default=0)  # rules.RealNameLevel
    created_at = models.DateTimeField()

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Any] = AccountManager()


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, today: dt.date | None) -> "PostQuerySet":
        """Posts that hold on this day; where nobody says the day, those without an end."""
        endless = models.Q(ends_on=None)
        return self.filter(endless | models.Q(ends_on__gt=today) if today else endless)


class Post(models.Model):
    """An account in a role, for a region subtree and, where the role belongs to one body, an organisation.

    From `ends_on` it holds no more; the row stays, so that old decisions can be explained.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    role = models.CharField(max_length=40)
    region = models.CharField(max_length=12)
    organisation = models.CharField(max_length=18, blank=True)
    appointed_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)

    objects: ClassVar[Any] = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "region", "organisation"],
                condition=models.Q(ends_on=None),
                name="access_post_once",
            ),
        ]
        indexes = [models.Index(fields=["region", "organisation"], name="access_post_reach")]

    def holds_on(self, today: dt.date | None) -> bool:
        return self.ends_on is None or (today is not None and today < self.ends_on)


class SignInAttempts(models.Model):
    """How often one phone or one address has tried to sign in since `window_from`; counted across all workers."""

    subject = models.CharField(max_length=64, primary_key=True)  # a hash: the table tells nobody who tried
    window_from = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField()


class ApiClient(models.Model):
    """A program that calls the API as an account; it stands for a region, whose calls share the capacity with others'.

    `made_account`: the account was made with it, and nobody signs in to it. `share` weighs it among those that call.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_account = models.BooleanField()
    name = models.CharField(max_length=60)
    region = models.CharField(max_length=12, db_index=True)
    share = models.PositiveSmallIntegerField(default=1)
    admitted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(share__range=(1, 100)), name="access_client_share")]


class ClientKey(models.Model):
    """A key of a client, as its digest alone. From `ends_at` it opens nothing; the row stays."""

    digest = models.CharField(max_length=64, primary_key=True)
    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="keys")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
