"""What a site answers, and how it refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slarules.errors import SourceError


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is well.

    Attributes:
        url: What was asked, without secrets.
        headers: By name in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def json(self) -> Any:  # noqa: ANN401  # whatever the site says
        """Return the body as JSON.

        Raises:
            SourceError: It is none.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise SourceError(self.url, "the answer is no JSON") from None


class RefusedError(SourceError):
    """The site answers, and will not answer otherwise: 400, 401, 403, 404, 410 and their like.

    Attributes:
        status: The status of HTTP.
        said: What the site says about it, cut, without secrets.
        date: The time that it says it is, as it writes it.
    """

    def __init__(
        self, source: str, message: str, *, status: int, said: str = "", date: str = ""
    ) -> None:
        super().__init__(source, message)
        self.status, self.said, self.date = status, said, date
