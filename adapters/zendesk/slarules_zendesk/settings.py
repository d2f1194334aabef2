"""How a Zendesk is set up in `slarules.toml`, and as whom it is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from slarules.adapters.settings import Settings
from slarules.errors import UsageError
from slarules.http import Basic, ClientCredentials, Login, Site
from slarules.instants import MINUTE, SECOND, Instant, Micros, instant
from slarules.secrets import Secret

EXPORT = "export"
"""The limit that incremental exports count against, which is a narrow one of their own."""

NO_NEW_TOKENS = "2026-10-27"
TOKENS_END = "2027-04-30"
TOKENS_STOP = instant(datetime(2027, 5, 1, tzinfo=UTC))

TOKEN_WARNING = (
    f"signs in with an API token: Zendesk issues none since {NO_NEW_TOKENS}, and all stop working "
    f"on {TOKENS_END}; make an OAuth client and set client_id and client_secret instead"
)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*", re.IGNORECASE)


class ZendeskSettings(Settings):
    """Settings of `[zendesk.NAME]`.

    Attributes:
        site: Its address, such as `https://acme.zendesk.com`; `acme` will do.
        client_id: The identifier of an OAuth client that may use client credentials.
        client_secret: Where its secret is.
        account: Whose API token it is, where there is no OAuth client yet.
        token: Where that token is.
        overlap: Minutes that are read again each time, since Zendesk shows some records late.
        requests_per_minute: What the plan allows: 200, 400, 700 or 2500.
        high_volume: Whether the account has the High Volume API add-on: 30 exports a minute in
            place of 10.
        page: How many tickets are asked for at once.
        customer: Whose tickets they are: those of the requester's organization, by its name; or
            `none` where the account serves one customer only.
        bots: Accounts, by their number, whose comments are those of a program.
    """

    site: str
    client_id: str | None = None
    client_secret: Secret | None = None
    account: str | None = None
    token: Secret | None = None
    overlap: Annotated[int, Field(ge=2, le=1440)] = 5
    requests_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 200
    high_volume: bool = False
    page: Annotated[int, Field(ge=1, le=1000)] = 100
    customer: Literal["organization", "none"] = "organization"
    bots: frozenset[int] = frozenset()

    @field_validator("site")
    @classmethod
    def _address(cls, text: str) -> str:
        text = text.strip().rstrip("/")
        if _NAME.fullmatch(text):
            return f"https://{text}.zendesk.com"
        address = text if "://" in text else f"https://{text}"
        if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("write an https address, such as https://acme.zendesk.com")
        return address

    @model_validator(mode="after")
    def _one_login(self) -> Self:
        oauth = self.client_id is not None and self.client_secret is not None
        legacy = self.account is not None and self.token is not None
        named = [self.client_id, self.client_secret, self.account, self.token]
        if oauth == legacy or sum(each is not None for each in named) != 2:
            raise ValueError(
                "set client_id and client_secret (an OAuth client), or account and token"
            )
        return self

    @property
    def overlapping(self) -> Micros:
        """How far back each reading begins before the last one ended."""
        return Micros(self.overlap * MINUTE)

    @property
    def has_token(self) -> bool:
        """Whether it signs in with an API token."""
        return self.token is not None

    def reached(self) -> Site:
        """Return the site, and as whom it is read."""
        return Site(
            base=self.site,
            login=self._login(),
            per_minute={"": self.requests_per_minute, EXPORT: 30 if self.high_volume else 10},
        )

    def _login(self) -> Login:
        if self.token is not None:
            return Basic(f"{self.account}/token", self.token)
        if self.client_id is None or self.client_secret is None:
            return None
        return ClientCredentials(
            "/oauth/tokens", self.client_id, self.client_secret, scope="read", as_json=True
        )

    def refuse_dead_token(self, now: Instant) -> None:
        """Tell that API tokens have ended.

        Raises:
            UsageError: It signs in with one, and they have.
        """
        if self.has_token and now >= TOKENS_STOP:
            raise UsageError(
                f"{self.site} is set up with an API token, and Zendesk ended all of them on "
                f"{TOKENS_END}: make an OAuth client and set client_id and client_secret"
            )


LAG = Micros(61 * SECOND)
"""Exports leave out the last minute; a start has to be older than that."""
