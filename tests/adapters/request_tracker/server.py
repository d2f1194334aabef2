"""A real Request Tracker on loopback, in a folder of its own, with a clock that tests set."""

from __future__ import annotations

import os
import shutil
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
    """Start a Request Tracker, and stop it at the end; nothing of the system's own is touched."""
    folder = Path(tempfile.mkdtemp(prefix="slarules-rt-"))
    for name in ("conf", "var/mason", "var/session"):
        (folder / name).mkdir(parents=True)
    port = _free_port()
    tracker = None
    environment = _environment(folder, port)
    _set_up(folder, environment)
    (folder / "clock").write_text("2026-03-02 08:00:00\n", encoding="ascii")
    with (folder / "server.log").open("wb") as log:
        command = [str(SERVER), "--server", "Standalone", "--host", "127.0.0.1"]
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            env=environment | _clock_of(folder),
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        token = (folder / "token").read_text(encoding="ascii")
        tracker = Tracker(f"http://127.0.0.1:{port}", token, folder)
        _wait_for(tracker, process)
        yield tracker
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    own = {"RT_SITE_CONFIG": str(HERE / "site.pm"), "RT_SITE_CONFIG_DIR": str(folder / "conf")}
    own |= {"SLARULES_FOLDER": str(folder), "SLARULES_PORT": str(port), "HOME": str(folder)}
    return kept | own | {"TZ": "UTC"}


def _clock_of(folder: Path) -> dict[str, str]:
    return {
        "LD_PRELOAD": str(faked_time()),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_RESET": "1",
    }


def _set_up(folder: Path, environment: Mapping[str, str]) -> None:
    for action in (["init"], ["insert", "--datafile", str(HERE / "people.pl")]):
        ended = subprocess.run(
            [str(SETUP), "--skip-create", "--dba", "root", "--action", *action],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr


def _wait_for(tracker: Tracker, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            tracker.ask(ADMIN[0], "GET", "rt")
        except httpx2.TransportError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError((tracker.folder / "server.log").read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
