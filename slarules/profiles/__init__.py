"""How sources are set up: `slarules.toml`, and the secrets that it refers to."""

from __future__ import annotations

from slarules.profiles.common import HttpSettings, PullSettings
from slarules.profiles.file import ProfileFile, read_profiles
from slarules.profiles.named import Configured, configured
from slarules.profiles.secrets import Secrets

__all__ = [
    "Configured",
    "HttpSettings",
    "ProfileFile",
    "PullSettings",
    "Secrets",
    "configured",
    "read_profiles",
]
