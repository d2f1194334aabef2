"""How far a source is that is asked over a network shows while an audit reads it."""

from __future__ import annotations

import io

from rich.console import Console
from rich.progress import Progress, TextColumn

from slarules.cli.progress import Heard
from slarules.pulling import Progress as Pulling


def test_who_is_waited_for_shows_as_it_is_written() -> None:
    console = Console(file=io.StringIO(), width=120)
    with Progress(TextColumn("{task.description}"), console=console, auto_refresh=False) as drawn:
        heard = Heard(drawn)
        heard(Pulling("jira:acme", "A", "tickets", 3, 10))
        heard(Pulling("jira:acme", "A", "tickets", 3, 10, "for [red]the site"))
        (task,) = drawn.tasks
        assert "jira:acme" in task.description
        assert r"\[red]" in task.description
