from __future__ import annotations

import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.pipeline.desk import arguments, desk
from tests.shared import ROOT


def shown(command: list[str], **settings: str) -> tuple[str, str]:
    """Return what a command writes to a terminal, and to a pipe: its product and its talk."""
    inside, terminal = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "TERM"}}
    running = subprocess.Popen(
        [sys.executable, "-m", "slarules", *command],
        stdout=terminal,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**environment, "TERM": "xterm", **settings},
    )
    os.close(terminal)
    # A terminal and a pipe hold only so much, so both are read while the command runs.
    with ThreadPoolExecutor(1) as reader:
        written = reader.submit(read_to_the_end, inside)
        _, talk = running.communicate()
    assert running.returncode == 0
    return written.result(), talk.decode()


def read_to_the_end(inside: int) -> str:
    """Return what is written to a terminal until nobody has it open any more."""
    written = b""
    # Linux tells the end of a terminal as an error, other systems as nothing read.
    with suppress(OSError):
        while piece := os.read(inside, 4096):
            written += piece
    os.close(inside)
    return written.decode()


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    return [*arguments(desk(tmp_path)), "--period", "2025-03"]


def test_a_terminal_gets_colours_and_a_pipe_gets_no_progress(command: list[str]) -> None:
    product, talk = shown(command)
    assert "\x1b[31mmissed\x1b[0m" in product
    assert "reading" not in talk


def test_no_color_is_obeyed_on_a_terminal(command: list[str]) -> None:
    product, _ = shown(command, NO_COLOR="1")
    assert "missed" in product
    assert "\x1b" not in product


def test_the_width_of_the_terminal_is_kept(command: list[str]) -> None:
    product, _ = shown(command, NO_COLOR="1", COLUMNS="72")
    assert max(map(len, product.splitlines())) <= 72


def test_progress_is_drawn_on_standard_error_of_a_terminal(command: list[str]) -> None:
    inside, terminal = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "slarules", *command],
        stdout=subprocess.PIPE,
        stderr=terminal,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(terminal)
    # A terminal holds only so much: a slow audit would wait for ever for who reads at its end.
    with ThreadPoolExecutor(1) as reader:
        drawn = reader.submit(read_to_the_end, inside)
        product, _ = running.communicate()
    assert running.returncode == 0
    assert "reading rows" in drawn.result()
    assert "judging items" in drawn.result()
    assert b"\x1b" not in product
