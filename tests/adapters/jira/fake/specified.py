"""Looks at every request and answer with Atlassian's own specification in hand."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from slarules.testing import WsgiApp
from tests.shared import SHARED

UNSPECIFIED = {"/rest/servicedeskapi/requesttype"}
"""What exists and the specification that we have leaves out."""

HOST = "http://127.0.0.1"


@cache
def specification(name: str) -> OpenAPI:
    """Return a specification, for a site on this machine."""
    text = json.loads((SHARED / "specs" / name).read_text())
    return OpenAPI.from_dict({**text, "servers": [{"url": HOST}]})


class Specified:
    """A web application whose requests and answers are looked at.

    Attributes:
        seen: The paths that were looked at.
        wrong: What does not fit, told with its path.
    """

    def __init__(self, app: WsgiApp) -> None:
        self._app = app
        self.seen: list[str] = []
        self.wrong: list[str] = []

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer as the application does, and look."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        sent = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = io.BytesIO(sent)
        said: list[str] = []

        def started(status: str, headers: list[tuple[str, str]], *rest: object) -> Any:  # noqa: ANN401
            said.append(status)
            return start_response(status, headers, *rest)

        body = b"".join(self._app(environ, started))
        self._look(environ, sent, int(said[0].split()[0]), body)
        return [body]

    def _look(self, environ: dict[str, Any], sent: bytes, status: int, body: bytes) -> None:
        # The Cloud's version 2 differs from 3 in the texts only.
        path = environ["PATH_INFO"].replace("/rest/api/2/", "/rest/api/3/")
        self.seen.append(path)
        if path in UNSPECIFIED:
            return
        request = MockRequest(
            HOST,
            environ["REQUEST_METHOD"],
            path,
            args=dict(parse_qsl(environ["QUERY_STRING"])),
            headers={"Authorization": _as_known(environ.get("HTTP_AUTHORIZATION", ""))},
            data=sent or None,
        )
        is_desk = path.startswith("/rest/servicedeskapi/")
        name = "jsm-read-subset.json" if is_desk else "jira-cloud-v3-full.min.json"
        spec = specification(name)
        try:
            spec.validate_request(request)
            if status == 200:
                answer = MockResponse(as_specified(body), status)
                spec.validate_response(request, answer)
        except OpenAPIError as error:
            self.wrong.append(f"{path}: {_told(error)}")


def _as_known(authorization: str) -> str:
    """Return a login that the specification names; a token of Data Center is none of them."""
    return "Basic eDp5" if authorization.startswith("Bearer ") else authorization


def as_specified(body: bytes) -> bytes:
    """Mend what the live service is known to do otherwise than its specification.

    Offsets have no colon, and the bulk changelog tells times as numbers.
    """
    body = re.sub(rb'(T[\d:.]+[+-]\d\d)(\d\d")', rb"\1:\2", body)
    return re.sub(rb'"created": (\d+)', _written, body)


def _written(number: re.Match[bytes]) -> bytes:
    at = datetime.fromtimestamp(int(number[1]) // 1000, UTC)
    return f'"created": "{at.isoformat()}"'.encode()


def _told(error: BaseException) -> str:
    cause = error.__cause__
    details = [each.message for each in getattr(cause, "schema_errors", ())]
    return "; ".join([repr(error), *details])
