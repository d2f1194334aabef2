"""What every source may have set in `slarules.toml`, whichever adapter reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from slarules.http import Site
from slarules.instants import SECOND, Micros

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommonSettings(BaseModel):
    """What these tables share."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class HttpSettings(CommonSettings):
    """`[NAME.ARGUMENT.http]`: how the site is talked to; what is left out, the adapter decides.

    Attributes:
        proxy: The address of a proxy, in place of what the environment says.
        ca: A file of certificates to trust, in place of those of the system.
        timeout: Seconds without a sign of life.
        concurrency: How many requests may be under way at once.
        per_minute: How many requests may begin in a minute.
        patience: Seconds that one request may wait because the site says so.
        allow_plain: Whether http without TLS may leave this machine.
    """

    proxy: str | None = None
    ca: str | None = None
    timeout: int | None = Field(None, ge=1, le=3600)
    concurrency: int | None = Field(None, ge=1, le=64)
    per_minute: int | None = Field(None, ge=1)
    patience: int | None = Field(None, ge=0, le=30 * 24 * 3600)
    allow_plain: bool | None = None

    def applied(self, site: Site) -> Site:
        """Return a site with what is set here in place of what the adapter says."""
        said: dict[str, Any] = self.model_dump(exclude_none=True)
        if "per_minute" in said:
            said["per_minute"] = _slowed(site.per_minute, said["per_minute"])
        if "patience" in said:
            said["patience"] = Micros(said["patience"] * SECOND)
        return replace(site, **said)


def _slowed(known: Mapping[str, int], most: int) -> dict[str, int]:
    return {"": most, **{bucket: min(limit, most) for bucket, limit in known.items()}}


class PullSettings(CommonSettings):
    """`[NAME.ARGUMENT.pull]`: how it is pulled.

    Attributes:
        concurrency: How many parts are read at the same time.
        census: Whether to look which tickets are no longer shown, where the adapter can.
    """

    concurrency: int = Field(4, ge=1, le=64)
    census: bool = True
