"""A real Request Tracker on loopback, in a folder of its own, with a clock that tests set."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

from slarules.instants import Instant, instant
from tests.adapters.request_tracker.installed import SERVER, SETUP, faked_time

HERE = Path(__file__).parent / "live"
ADMIN = ("root", "password")
"""What Request Tracker makes of itself."""


@dataclass(frozen=True)
class Tracker:
    """A Request Tracker that runs.

    Attributes:
        token: Of the account that reads.
    """

    url: str
    token: str
    folder: Path

    def set_clock(self, utc: str) -> None:
        """Stop its clock at a time, such as `2026-03-27 15:30:00` in UTC."""
        new = self.folder / "clock.new"
        new.write_text(f"{utc}\n", encoding="ascii")
        new.replace(self.folder / "clock")

    def now(self) -> Instant:
        """Return where its clock stands."""
        stands = (self.folder / "clock").read_text(encoding="ascii").strip()
        return instant(datetime.fromisoformat(stands).replace(tzinfo=UTC))

    def ask(self, who: str, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  # JSON
        """Ask as somebody, and return what is answered."""
        login = b64encode(f"{who}:password".encode()).decode()
        answer = httpx2.request(
            method,
            f"{self.url}/REST/2.0/{path}",
            json=None if body is None else dict(body),
            headers={"Authorization": f"Basic {login}"},
            timeout=60,
        )
        assert answer.is_success, f"{method} {path}: {answer.text}"
        return answer.json()

    def told(self, path: str, **asked: str | int) -> Any:  # noqa: ANN401  # JSON
        """Return what the account that reads is answered."""
        login = {"Authorization": f"token {self.token}"}
        url = f"{self.url}/REST/2.0/{path}"
        return httpx2.get(url, params=asked, headers=login, timeout=60).json()

    def create(self, who: str = "root", **fields: Any) -> str:  # noqa: ANN401  # a field of any kind
        """Make a ticket of the customer now and return its number."""
        asked = {"Queue": "Support", "Requestor": "carla@acme.example", "Subject": "x"}
        return str(self.ask(who, "POST", "ticket", asked | {"Content": "It broke."} | fields)["id"])

    def write(self, who: str, ticket: str, *, public: bool = True) -> None:
        """Write to the customer, or among agents."""
        way = "correspond" if public else "comment"
        text = {"Content": "Hello.", "ContentType": "text/plain"}
        self.ask(who, "POST", f"ticket/{ticket}/{way}", text)

    def set(self, who: str, ticket: str, **fields: Any) -> None:  # noqa: ANN401  # a field of any kind
        """Change fields of a ticket now."""
        told = self.ask(who, "PUT", f"ticket/{ticket}", fields)
        assert told, f"nothing of ticket {ticket} was changed"


@contextmanager
def running() -> Iterator[Tracker]:
    """Start a Request Tracker, and stop it at the end; it is in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="slarules-rt-"))
    port = _free_port()
    process = subprocess.Popen(
        ["/bin/bash", str(HERE / "run.sh"), str(SETUP), str(HERE / "people.pl"), str(SERVER)],
        env=_environment(folder, port),
        cwd=folder,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _wait_for(folder, port)
        token = (folder / "token").read_text(encoding="ascii")
        yield Tracker(f"http://127.0.0.1:{port}", token, folder)
    finally:
        process.communicate(timeout=30)


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    own = {"RT_SITE_CONFIG": str(HERE / "site.pm"), "RT_SITE_CONFIG_DIR": str(folder / "conf")}
    own |= {"SLARULES_FOLDER": str(folder), "SLARULES_PORT": str(port), "HOME": str(folder)}
    clock = {"CLOCK": str(folder / "clock"), "FAKETIME_LIBRARY": str(faked_time())}
    return kept | own | clock | {"TZ": "UTC"}


def _wait_for(folder: Path, port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and not (folder / "ended").exists():
        try:
            httpx2.get(f"http://127.0.0.1:{port}/REST/2.0/rt", timeout=60)
        except httpx2.TransportError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError((folder / "server.log").read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
