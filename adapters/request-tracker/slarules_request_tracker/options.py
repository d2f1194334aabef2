"""What `[request-tracker.NAME]` of `slarules.toml` may say."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from slarules.adapters.settings import Settings
from slarules.http import Basic, Bearer, Login, Site
from slarules.instants import MINUTE, Micros
from slarules.secrets import Secret


class Options(Settings):
    """How a Request Tracker is read.

    Attributes:
        url: Where its pages begin, such as `https://tickets.example/rt`.
        token: Where an authentication token is.
        user: The account, for a login with a password.
        password: Where the password is.
        queues: The names of the queues to read; empty for all that are visible.
        automation: Accounts that are programs, by name.
        customer: What a ticket's customer is: the organisation of its requestor, or its queue.
        overlap_minutes: How long a transaction may stay unseen after it was made.
    """

    url: str = Field(pattern=r"^https?://[^\s?#@]+$")
    token: Secret | None = None
    user: str | None = None
    password: Secret | None = None
    queues: tuple[str, ...] = ()
    automation: frozenset[str] = frozenset()
    customer: Literal["organization", "queue"] = "organization"
    overlap_minutes: int = Field(default=10, ge=0, le=1440)

    @model_validator(mode="after")
    def _has_one_login(self) -> Self:
        by_password = self.user is not None and self.password is not None
        if by_password == (self.token is not None) or (self.user is None) != (
            self.password is None
        ):
            raise ValueError("name either a token, or user and password")
        return self

    @property
    def overlap(self) -> Micros:
        """How long a transaction may stay unseen after it was made."""
        return Micros(self.overlap_minutes * MINUTE)

    @property
    def site(self) -> Site:
        """What is talked to, and as whom."""
        return Site(self.url.rstrip("/") + "/REST/2.0", login=self._login)

    @property
    def _login(self) -> Login:
        if self.token is not None:
            return Bearer(self.token, scheme="token")
        if self.user is None or self.password is None:
            return None
        return Basic(self.user, self.password)
