"""How adapters talk to sites over HTTP."""

from __future__ import annotations

from slarules.http.answers import Answer, RefusedError
from slarules.http.client import Http
from slarules.http.opening import open_http
from slarules.http.recording import Recording
from slarules.http.redaction import Redaction
from slarules.http.site import Basic, Bearer, ClientCredentials, Login, Site

__all__ = [
    "Answer",
    "Basic",
    "Bearer",
    "ClientCredentials",
    "Http",
    "Login",
    "Recording",
    "Redaction",
    "RefusedError",
    "Site",
    "open_http",
]
