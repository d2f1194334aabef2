"""Sources that are read again, of which nothing may have changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping

from slarules.errors import SourceError


def refuse_changed(source: str, then: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Refuse a source that is read again and is no longer the one that was judged.

    Args:
        source: Its name.
        then: The digests of its files when it was judged.
        now: Those of today.

    Raises:
        SourceError: They differ.
    """
    other = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
    if other:
        raise changed(source, f"'{other[0]}' is no longer as it was")


def changed(source: str, how: str) -> SourceError:
    """Return that a source is no longer the one that was judged."""
    return SourceError(
        source,
        f"it has changed since it was audited ({how}), and its verdicts and items are read from it "
        "when they are looked at; audit it again",
    )
