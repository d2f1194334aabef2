"""How adapters talk to sites over HTTP."""

from __future__ import annotations

from slarules.http.answers import Answer, RefusedError
from slarules.http.client import Http
from slarules.http.site import Basic, Bearer, ClientCredentials, Login, Site

__all__ = [
    "Answer",
    "Basic",
    "Bearer",
    "ClientCredentials",
    "Http",
    "Login",
    "RefusedError",
    "Site",
]
