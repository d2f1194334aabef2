"""What is talked to, and as whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from slarules.instants import HOUR, Micros
from slarules.secrets import Secret

PATIENCE = Micros(2 * HOUR)
"""An hourly quota that is spent twice over."""


@dataclass(frozen=True, slots=True)
class Basic:
    """A user and a password or API token."""

    user: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that is used as it is; `scheme` stands before it in the header."""

    secret: Secret
    scheme: str = "Bearer"


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth client credentials: a token for some minutes, fetched again before it ends.

    Attributes:
        token_path: Where tokens are issued: a path of the site, or an https address.
        scope: What is asked for, words with blanks between them.
        extra: Further words of the request, such as an audience.
        as_json: Whether the request is JSON and no form.
    """

    token_path: str
    client_id: str
    secret: Secret
    scope: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    as_json: bool = False


Login: TypeAlias = Basic | Bearer | ClientCredentials | None


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is talked to.

    Attributes:
        base: Its address, with the path that all requests share; answers do not change it.
        login: As whom.
        headers: What every request says besides.
        proxy: The address of a proxy; None for what the environment says.
        ca: A file of certificates to trust; None for those of the system.
        timeout: Seconds without a sign of life.
        concurrency: How many requests may be under way at once.
        per_minute: How many requests may begin in a minute, by bucket; "" for all others.
        patience: How long one request may wait in all because the site says so.
        size_limit: How many bytes an answer may have when it is unpacked.
        allow_plain: Whether http without TLS may leave this machine.
    """

    base: str
    login: Login = None
    headers: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = None
    ca: str | None = None
    timeout: float = 60.0
    concurrency: int = 4
    per_minute: Mapping[str, int] = field(default_factory=dict)
    patience: Micros = PATIENCE
    size_limit: int = 256 * 1024 * 1024
    allow_plain: bool = False
