"""Nothing that is said, written or shown holds a secret."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import quote, quote_plus

HIDDEN = "[secret]"

NAMES = (
    r"[\w.-]*(?:token|secret|passw(?:or)?d|pwd|api[_-]?key|apikey|signature|credential|assertion)"
    r"[\w.-]*|sig|pat|jwt|cursor|auth|authorization|cookie"
)
_IN_QUERY = re.compile(rf"(?i)([?&;\s]|^)({NAMES})=[^&\s\"'<>;]+")
_IN_JSON = re.compile(rf"(?i)([\"'](?:{NAMES})[\"']\s*:\s*)(\"(?:[^\"\\]|\\.)*\"?|'[^']*'?)")
_HEADER = re.compile(r"(?i)\b(basic|bearer|token|negotiate|digest)\s+[A-Za-z0-9._~+/=:-]{6,}")
_LINE = re.compile(r"(?im)\b(authorization|cookie|set-cookie|proxy-authorization)\s*:\s*[^\r\n]+")
_LOGIN = re.compile(r"(?i)(\w+://)[^/@\s]+@")


@dataclass(slots=True)
class Redaction:
    """Remembers secrets to take them out of texts."""

    _known: set[str] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def remember(self, secret: str) -> None:
        """Take a secret out of all texts from now on, also where it is written in other ways."""
        if secret:
            with self._lock:
                self._known = {*self._known, *_forms(secret)}

    def clean(self, text: str) -> str:
        """Return a text without secrets: those that are known, and what looks like one."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        text = _LOGIN.sub(rf"\1{HIDDEN}@", text)
        text = _LINE.sub(rf"\1: {HIDDEN}", text)
        text = _IN_JSON.sub(rf'\1"{HIDDEN}"', text)
        text = _IN_QUERY.sub(rf"\1\2={HIDDEN}", text)
        return _HEADER.sub(rf"\1 {HIDDEN}", text)

    def has_secret(self, text: str) -> bool:
        """Return whether a secret that is known stands in a text."""
        return any(secret in text for secret in self._known)


def _forms(secret: str) -> Iterator[str]:
    coded = secret.encode()
    yield secret
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield base64.b64encode(coded).decode()
    yield base64.urlsafe_b64encode(coded).decode().rstrip("=")
