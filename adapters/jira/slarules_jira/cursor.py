"""Where reading a project stopped."""

from __future__ import annotations

import msgspec

from slarules.errors import SourceError


class Cursor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where reading stopped; all times are microseconds.

    Attributes:
        v: The version of this format.
        since: From when on issues are asked for; None for all. What happened before is delivered.
        floor: What `Asked.since` said when reading began.
        start: When the sweep began that is under way; None between sweeps.
        created: The sweep has delivered all issues created before this.
        behind: How far the site's clock was behind ours when the sweep began.
    """

    v: int = 1
    since: int | None = None
    floor: int | None = None
    start: int | None = None
    created: int | None = None
    behind: int = 0

    def packed(self) -> bytes:
        """Return the bytes that are kept."""
        return msgspec.json.encode(self)


def cursor_of(packed: bytes | None, floor: int | None, source: str) -> Cursor:
    """Return where to go on; at the beginning where more is asked for than was delivered.

    Raises:
        SourceError: It is no cursor of ours.
    """
    if packed is None:
        return Cursor(floor=floor)
    try:
        cursor = msgspec.json.decode(packed, type=Cursor)
    except msgspec.MsgspecError:
        raise SourceError(source, "the cursor is none of this adapter: pull it anew") from None
    if cursor.v != 1:
        raise SourceError(source, f"the cursor is of version {cursor.v}, this adapter reads 1")
    wants_more = cursor.floor is not None and (floor is None or floor < cursor.floor)
    return Cursor(floor=floor) if wants_more else cursor
