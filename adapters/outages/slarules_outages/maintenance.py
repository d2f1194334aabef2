"""Reads maintenance windows of an iCalendar file."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    Checked,
    Checkpoint,
    CheckReport,
    Context,
    Delivered,
    Notice,
    Partition,
    Profile,
    arrow,
)
from slarules.adapters.catalogue import Catalogue
from slarules.adapters.delivery import CURSOR_LIMIT
from slarules.adapters.settings import Settings, settings_of
from slarules.errors import SlarulesError, SourceError
from slarules.instants import Instant, iso, utc
from slarules_outages.windows import Reading, Told, Window

SIZE = 16_000_000
"""Bytes that a calendar may have."""


def _is_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no time zone has this name")
    return name


class MaintenanceSettings(Settings):
    """`[maintenance.NAME]`.

    Attributes:
        file: The iCalendar file; its folder is that of `slarules.toml`.
        service: The service that is maintained; else the first category of a window is.
        zone: Where times without a zone are, and whole days.
        announced: The time that says when a window was told of: CREATED, DTSTAMP, or none.
        ahead: How many days ahead repeated windows are told.
        customer: Whom it is about; nobody for everybody.
    """

    file: str
    service: str | None = None
    zone: Annotated[str, AfterValidator(_is_zone)] | None = None
    announced: Told = "created"
    ahead: int = Field(default=400, ge=0, le=4000)
    customer: str | None = None


def made(profile: Profile) -> Maintenance:
    """Return the adapter for a profile; without settings the argument is the file.

    Raises:
        UsageError: The settings are wrong.
    """
    if profile.table is None and profile.argument.endswith(".ics"):
        return Maintenance(profile.name, MaintenanceSettings(file=profile.argument), Path())
    folder = Path(profile.file).parent if profile.file else Path()
    return Maintenance(profile.name, settings_of(profile, MaintenanceSettings), folder)


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Reads an iCalendar file, all of it each time."""

    name: str
    settings: MaintenanceSettings
    folder: Path

    @property
    def capabilities(self) -> frozenset[Capability]:
        """See `Adapter.capabilities`."""
        return frozenset({"outages"})

    def check(self, context: Context) -> CheckReport:
        """See `Adapter.check`."""
        try:
            count = len(list(self._windows(context)))
        except SlarulesError as error:
            return CheckReport((Checked(is_well=False, what=str(error)),))
        return CheckReport((Checked(is_well=True, what=f"{count} windows"),))

    def discover(self, context: Context) -> Catalogue:
        """See `Adapter.discover`: there is nothing to choose from."""
        del context
        return Catalogue(source=self.name, adapter="maintenance")

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        """See `Adapter.partitions`."""
        del asked, context
        return [Partition("calendar", Path(self.settings.file).name)]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        """See `Adapter.read`: the whole file; what lay ahead and is there no more is called off."""
        del partition
        now = context.now()
        rows = {_id(window): self._row(window) for window in self._windows(context)}
        ahead = {key: row for key, row in rows.items() if int(str(row["start"])) > now}
        for key, row in _ahead_before(cursor).items():
            if key not in rows and row["start"] > now:
                rows[key] = {**row, "end": row["start"], "event_id": key, "kind": "maintenance"}
        if rows and (asked.tables is None or "outages" in asked.tables):
            names = next(iter(rows.values()))
            columns = {name: [row.get(name) for row in rows.values()] for name in names}
            yield Batch("outages", arrow("outages", columns))
        said = _cursor(ahead)
        if len(said) > CURSOR_LIMIT:
            text = "so many windows lie ahead that one which is called off will not be noticed"
            yield Notice("detected", text)
            said = _cursor({})
        yield Checkpoint(said, now, len(rows), len(rows))

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        """See `Adapter.census`: there are no tickets."""
        del partition, asked, context
        return iter(())

    def close(self) -> None:
        """See `Adapter.close`."""

    def _windows(self, context: Context) -> Iterator[Window]:
        path = self.folder / self.settings.file
        try:
            with path.open("rb") as opened:
                content = opened.read(SIZE + 1)
        except OSError as error:
            raise SourceError(self.name, f"cannot be read: {error.strerror}") from None
        if len(content) > SIZE:
            raise SourceError(self.name, f"has more than {SIZE:,} bytes")
        zone = ZoneInfo(self.settings.zone) if self.settings.zone else None
        reading = Reading(path.name, zone, self.settings.announced)
        until = utc(context.now()) + timedelta(days=self.settings.ahead)
        return reading.windows(content, until)

    def _row(self, window: Window) -> dict[str, object]:
        named = next(iter(window.categories), None)
        service = self.settings.service or named
        if service is None:
            text = "names no service: write service = ... into the settings, or give it a category"
            raise SourceError(self.name, text, record=window.title or window.uid)
        is_over = window.is_cancelled or window.end <= window.start
        return {
            "event_id": _id(window),
            "customer": self.settings.customer,
            "service": service,
            "start": window.start,
            "end": window.start if is_over else window.end,
            "kind": "maintenance",
            "announced_at": window.announced,
            "event": _id(window),
            "evidence": window.title or window.uid,
        }


def _id(window: Window) -> str:
    return f"{window.uid} {iso(window.original)}"


def _cursor(ahead: Mapping[str, Mapping[str, object]]) -> bytes:
    rows = {key: [row["service"], row["start"], row["customer"]] for key, row in ahead.items()}
    packed = base64.b64encode(zlib.compress(json.dumps(rows).encode())).decode()
    return json.dumps({"v": 1, "ahead": packed}).encode()


def _ahead_before(cursor: bytes | None) -> dict[str, dict[str, Instant]]:
    if cursor is None:
        return {}
    unpacked = json.loads(zlib.decompress(base64.b64decode(json.loads(cursor)["ahead"])))
    return {
        key: {"service": service, "start": Instant(start), "customer": customer}
        for key, (service, start, customer) in unpacked.items()
    }
