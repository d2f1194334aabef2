"""Records what a site answers, to make a fake by: without secrets, and without people."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from slarules.errors import UsageError
from slarules.http.answers import Answer
from slarules.http.client import Http
from slarules.http.redaction import Redaction

KEPT = ("content-type", "link", "retry-after", "x-rate-limit", "ratelimit-remaining")
"""Headers that are written; all others may say who asked."""

PEOPLE = re.compile(
    r"(?i)(?:display|real|first|last|full|user|given|family)[_-]?name|login|alias|e?-?mail(?:address)?"
    r"|email_?addresses|phone|photo|avatar\w*|signature|notes|details|address"
)
"""Keys of JSON behind which people stand."""

WRITTEN = re.compile(
    r"(?i)body|html_body|plain_body|rendered\w*|comment|content|text|description|summary|subject"
    r"|raw_subject|environment"
)
"""Keys of JSON behind which stands what people wrote."""

PERSONS = frozenset({"assignee", "reporter", "creator", "owner", "requestor", "requester"})
"""Fields whose changes show people."""

CHANGED = frozenset({"fromString", "toString", "OldValue", "NewValue"})

OF_PEOPLE = frozenset({"displayName", "email", "emailAddress", "accountType", "role"})
"""What stands beside a `name` that is a person's."""

MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<![\w.:-])\+\d[\d ()/-]{6,}\d")


@dataclass(slots=True)
class Recording:
    """Hands requests on, and writes each answer into a file of its own; see `Http`.

    Attributes:
        folder: Where to; it is made.
        redaction: Knows the secrets.
    """

    http: Http
    folder: Path
    redaction: Redaction
    number: int = 0

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, bucket: str = ""
    ) -> Answer:
        """See `Http.get`."""
        answer = self.http.get(path, params, bucket=bucket)
        self._write("GET", answer)
        return answer

    def post(
        self,
        path: str,
        body: object,
        params: Mapping[str, Any] | None = None,
        *,
        is_safe: bool,
        bucket: str = "",
    ) -> Answer:
        """See `Http.post`."""
        answer = self.http.post(path, body, params, is_safe=is_safe, bucket=bucket)
        self._write("POST", answer)
        return answer

    def _write(self, method: str, answer: Answer) -> None:
        record = {
            "method": method,
            "url": _plain(unquote_plus(answer.url)),
            "status": answer.status,
            "headers": {k: _plain(v) for k, v in sorted(answer.headers.items()) if k in KEPT},
            "body": anonymous(answer.json()),
        }
        text = json.dumps(record, indent=1, ensure_ascii=False)
        if self.redaction.has_secret(text) or self.redaction.has_secret(_unescaped(record)):
            raise UsageError(
                f"nothing was recorded: a secret stands in the answer to {method} {answer.url}"
            )
        self.number += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.number:04}.json"
        path.write_text(self.redaction.clean(text) + "\n", encoding="utf-8")


def anonymous(value: Any, key: str = "") -> Any:  # noqa: ANN401  # whatever JSON holds
    """Return JSON of the same shape and with the same identifiers, in which nobody is named."""
    if isinstance(value, dict):
        return {name: anonymous(each, _meant(name, value)) for name, each in value.items()}
    if isinstance(value, list):
        return [anonymous(each, key) for each in value]
    if not isinstance(value, str) or not value:
        return value
    if PEOPLE.fullmatch(key):
        return "someone@example.com" if "@" in value else "Someone"
    if WRITTEN.fullmatch(key):
        return "x" * min(len(value), 40)
    return _plain(value)


def _meant(name: str, beside: Mapping[str, Any]) -> str:
    """Return under which key a value is looked at; a person's stands under `full_name`."""
    is_change = name in CHANGED and str(beside.get("field", beside.get("Field"))).lower() in PERSONS
    is_person = name == "name" and bool(OF_PEOPLE & beside.keys())
    return "full_name" if is_change or is_person else name


def _plain(text: str) -> str:
    return _PHONE.sub("+0", MAIL.sub(_nobody, text))


def _nobody(_: re.Match[str]) -> str:
    return "someone@example.com"


def _unescaped(record: Mapping[str, Any]) -> str:
    return "\n".join(_texts(record))


def _texts(value: Any) -> list[str]:  # noqa: ANN401  # whatever JSON holds
    if isinstance(value, dict):
        return [text for k, v in value.items() for text in (str(k), *_texts(v))]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []
