"""Where a request goes: on the site, whatever an answer says."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, unquote, urlencode, urlsplit, urlunsplit

from slarules.errors import SourceError, UsageError

PORTS = {"http": 80, "https": 443}


def base_of(address: str, *, allow_plain: bool = False) -> SplitResult:
    """Return the address of a site in parts, its path without a slash at the end.

    Raises:
        UsageError: It is no address of a site, holds a login, or would send one in plain text.
    """
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UsageError("the address of a site cannot be read") from None
    if parts.scheme not in PORTS or not host:
        raise UsageError(f"'{host or address}' is no address; write https://{host or 'HOST'}")
    if "@" in parts.netloc:
        raise UsageError(f"write no login into the address of {host}; give it as a secret")
    if parts.query or parts.fragment:
        raise UsageError(f"the address of {host} ends with its path; leave out what is behind it")
    if parts.scheme == "http" and not (allow_plain or _is_loopback(host)):
        raise UsageError(f"http://{host} sends the login in plain text; write https://{host}")
    return parts._replace(path=parts.path.rstrip("/"))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(base: SplitResult, path: str, params: Mapping[str, Any] | None = None) -> str:
    """Return the whole address of a path, or of a link in an answer, on a site.

    A link to another host is taken to mean this site where its path begins as the site's does:
    sites behind a gateway name themselves.

    Raises:
        SourceError: It leads away from the site.
    """
    parts = _split(base, path)
    if parts.netloc:
        below = parts.path
        if not (below == base.path or below.startswith(f"{base.path}/")):
            raise SourceError(_shown(base), f"refused to follow a link to {parts.hostname}")
    else:
        below = f"{base.path}/{parts.path.lstrip('/')}"
    if {".", ".."} & set(unquote(below).replace("\\", "/").split("/")):
        raise SourceError(_shown(base), "refused to follow a path with dots")
    query = "&".join(text for text in (parts.query, _query(params)) if text)
    return urlunsplit((base.scheme, base.netloc, below, query, ""))


def is_same_site(base: SplitResult, other: SplitResult) -> bool:
    """Return whether scheme, host and port are the same."""
    return origin(base) == origin(other)


def origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port."""
    return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)


def _split(base: SplitResult, path: str) -> SplitResult:
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in path):
        raise SourceError(_shown(base), "refused to follow a path with control characters")
    try:
        parts = urlsplit(path)
        _ = parts.port
    except ValueError:
        raise SourceError(_shown(base), "refused to follow a link that cannot be read") from None
    if parts.scheme not in {"", *PORTS} or (parts.scheme and not parts.netloc):
        raise SourceError(_shown(base), f"refused to follow a link of '{parts.scheme}:'")
    return parts


def _query(params: Mapping[str, Any] | None) -> str:
    given = {name: _word(value) for name, value in (params or {}).items() if value is not None}
    return urlencode(given, doseq=True)


def _word(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _shown(base: SplitResult) -> str:
    return base.hostname or ""
