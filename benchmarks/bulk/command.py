"""`slarules audit` as a command: the whole life of a process, imports and all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.bulk.question import Answer, Counted, NotMeasuredError, answered

TEXTS = Path(__file__).parent / "texts"


def answer(path: str, measures: Sequence[str]) -> Answer:
    """Return the answer for a file, read from what the command prints.

    Raises:
        NotMeasuredError: The command failed, or does not know the credits.
    """
    contract = TEXTS / ("one.sla" if len(measures) == 1 else "six.sla")
    command = (
        *(sys.executable, "-m", "slarules", "audit", str(contract)),
        *("--mapping", str(TEXTS / "log.sla"), "--source", f"csv:{Path(path).parent}"),
        *("--register", "none", "--format", "json"),
    )
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise NotMeasuredError(f"`slarules audit` ended with {done.returncode}")
    return answer_of(json.loads(done.stdout))


def answer_of(told: Mapping[str, Any]) -> Answer:
    """Return counts and credits as the command prints them; the credits are those it settled.

    Raises:
        NotMeasuredError: It does not know the credits.
    """
    least, most = (Decimal(told["total"][word]) for word in ("least", "most"))
    if least != most:
        raise NotMeasuredError(f"the credits lie between {least} and {most}")
    return Answer(answered(_counted(told)).counts, least)


def _counted(told: Mapping[str, Any]) -> Iterator[Counted]:
    for each in told["targets"]:
        measure, counts = each["target"].removesuffix("_share"), each["counts"]
        yield Counted(measure, each["period"], counts.get("met", 0), counts.get("missed", 0))
