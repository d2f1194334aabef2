"""Which Java starts Spark, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.engine.spark import java
from slarules.errors import UsageError


def made(folder: Path, version: str, modules: str) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    said = f"echo 'openjdk version \"{version}\"' >&2"
    program.write_text(f'#!/bin/sh\ncase $1 in -version) {said} ;; *) echo "{modules}" ;; esac\n')
    program.chmod(0o755)
    return folder


@pytest.fixture(autouse=True)
def nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "PLACES", ())


def test_the_java_that_java_home_names_is_taken(tmp_path: Path) -> None:
    home = made(tmp_path / "java", "21.0.4", "jdk.incubator.vector@21")
    assert java.java_home({"JAVA_HOME": str(home)}) == home


def test_one_that_does_not_start_spark_is_passed_over(tmp_path: Path) -> None:
    old = made(tmp_path / "old", "11.0.2", "jdk.incubator.vector@11")
    good = made(tmp_path / "good", "17.0.15", "jdk.incubator.vector@17")
    assert java.java_home({"JAVA_HOME": str(old), "PATH": str(good / "bin")}) == good


@pytest.mark.parametrize(
    ("version", "modules", "why"),
    [
        ("25", "jdk.incubator.vector@25", "is Java 25"),
        ("17.0.1", "java.base@17", "lacks the module jdk.incubator.vector"),
    ],
)
def test_where_there_is_none_it_is_said_what_was_found_and_what_to_install(
    tmp_path: Path, version: str, modules: str, why: str
) -> None:
    home = made(tmp_path / "java", version, modules)
    with pytest.raises(UsageError) as raised:
        java.java_home({"JAVA_HOME": str(home)})
    assert f"({home} {why})" in f"{raised.value}"
    assert "apt-get install openjdk-17-jre-headless" in f"{raised.value}"


def test_where_nothing_is_found_nothing_is_named() -> None:
    with pytest.raises(UsageError, match=r"there is none here; install one"):
        java.java_home({"PATH": "/nowhere"})
