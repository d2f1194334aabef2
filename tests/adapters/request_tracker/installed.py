"""Whether the machine has a Request Tracker that tests can start."""

from __future__ import annotations

from pathlib import Path

SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
SETUP = Path("/usr/sbin/rt-setup-database-5")


def faked_time() -> Path | None:
    """Return the library that sets the clock of a program."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    return found[0] if found else None


def why_not() -> str | None:
    """Return why no Request Tracker can run here; None where one can."""
    for needed in (SERVER, SETUP):
        if not needed.exists():
            return f"no Request Tracker 5: {needed} is missing; .ci/request-tracker installs it"
    return None if faked_time() else "no libfaketime; .ci/request-tracker installs it"
