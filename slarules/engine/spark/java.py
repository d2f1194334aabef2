"""The Java that Spark is started with on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from slarules.errors import UsageError

VERSIONS = (17, 21)
"""What Spark 4 runs on."""

PLACES = ("/usr/lib/jvm/*", "/opt/java*", "/Library/Java/JavaVirtualMachines/*/Contents/Home")
"""Where systems put it; looked at after JAVA_HOME and PATH."""

MODULE = "jdk.incubator.vector"
"""A module of Java that Spark does not start without; the Java in some Python wheels lacks it."""


def java_home(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder of a Java that starts Spark.

    Raises:
        UsageError: There is none; the message says what was found and what to install.
    """
    why: list[str] = []
    for home in dict.fromkeys(_homes(os.environ if environ is None else environ)):
        problem = _problem(home)
        if problem is None:
            return home
        why.append(f"{home} {problem}")
    found = f" ({'; '.join(why)})" if why else ""
    raise UsageError(
        f"Spark needs Java 17 or 21, and there is none here{found}; install one (on Debian and "
        "Ubuntu: apt-get install openjdk-17-jre-headless) or set JAVA_HOME to its folder"
    )


def _homes(environ: Mapping[str, str]) -> Iterator[Path]:
    if environ.get("JAVA_HOME"):
        yield Path(environ["JAVA_HOME"])
    if found := shutil.which("java", path=environ.get("PATH", "")):
        yield Path(found).resolve().parent.parent
    for place in PLACES:
        yield from sorted(path.resolve() for path in Path("/").glob(place.lstrip("/")))


def _problem(home: Path) -> str | None:
    said = _answer(home, "-version")
    version = re.search(r'version "(\d+)', said)
    if version is None:
        return "does not start"
    if int(version[1]) not in VERSIONS:
        return f"is Java {version[1]}"
    return None if MODULE in _answer(home, "--list-modules") else f"lacks the module {MODULE}"


def _answer(home: Path, word: str) -> str:
    try:
        java = [str(home.joinpath("bin", "java")), word]
        done = subprocess.run(java, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - the Java that the user has
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
