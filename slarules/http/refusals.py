"""How a refusal reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

SENTENCES = {
    400: "does not understand what was asked",
    401: "does not accept the login; has it ended, and is it meant for this address?",
    402: "wants to be paid first",
    403: "accepts the login, which lacks the right to read this",
    404: "has nothing there, or does not show it to this login; see the address of the site",
    405: "does not offer this way of asking; see the address of the site",
    407: "is behind a proxy that wants a login",
    410: "has taken this way of asking away for good; a newer slarules may know the new one",
    413: "says that too much was asked at once",
    422: "does not accept what was asked",
    429: "is asked too often, and may not be asked again by itself",
}

_CUT = 200

MOST = 40_000
"""Bytes that are looked at."""


def sentence(status: int) -> str:
    """Return what a status says of the site."""
    kind = "answers with a failure of its own" if status >= 500 else "refuses"
    return f"the site {SENTENCES.get(status, kind)} ({status})"


def said(body: bytes, content_type: str, clean: Callable[[str], str]) -> str:
    """Return what a site says about it, in one line, cut.

    Args:
        clean: Takes secrets out; whole ones, so that it comes before all cuts.
    """
    text = clean(body[:MOST].decode("utf-8", "replace"))[: MOST // 2]
    if "json" in content_type:
        text = _message(text) or text
    elif "html" in content_type:
        text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>", " ", text)
    line = clean(" ".join("".join(sign if sign.isprintable() else " " for sign in text).split()))
    return line if len(line) <= _CUT else f"{line[: _CUT - 3]}..."


def _message(text: str) -> str | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    names = ("errorMessages", "errors", "error_description", "message", "error", "description")
    parts = [_flat(found[name]) for name in names if found.get(name)]
    return "; ".join(dict.fromkeys(parts)) or None


def _flat(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(_flat(each) for each in value[:10])
    return json.dumps(value, ensure_ascii=False)
