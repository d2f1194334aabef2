"""Measurements as a file, so that a page can be made of them once more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.bulk.contenders import CONTENDERS
from benchmarks.bulk.goals import Measured
from benchmarks.bulk.runner import Call, Times


def keep(path: Path, sizes: Sequence[Measured]) -> None:
    """Write measurements."""
    path.write_text(json.dumps([_plain(each) for each in sizes], indent=1), "utf-8")


def _plain(size: Measured) -> dict[str, Any]:
    times = {label: {**asdict(each), "contender": label} for label, each in size.times.items()}
    return {**asdict(size), "times": times}


def kept(path: Path) -> list[Measured]:
    """Return the measurements of a file."""
    return [
        Measured(**{**each, "times": {label: _times(of) for label, of in each["times"].items()}})
        for each in json.loads(path.read_text("utf-8"))
    ]


def _times(of: Mapping[str, Any]) -> Times:
    contender = next(each for each in CONTENDERS if each.label == of["contender"])
    calls = {when: [Call(**each) for each in of[when]] for when in ("first", "again")}
    return Times(**{**of, **calls, "contender": contender})
