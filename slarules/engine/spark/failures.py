"""What Spark says when a job fails, as one sentence for who has to mend it."""

from __future__ import annotations

import re

from slarules.engine.spark.folder import Failure
from slarules.errors import SlarulesError, SourceError, UsageError
from slarules.facts.columns import NotColumnsError, OutOfOrderError

STAGES = {"read": "while rows were read", "judge": "while items were judged"}

WRONG_ASKED = ("UsageError", "ContractError", "RunFolderError")

TASK = re.compile(r"Task (\d+) in stage \S+ failed (\d+) times")
LOST = re.compile(
    r"ExecutorLostFailure|Python worker (?:exited unexpectedly|unexpectedly)|crashed|OutOfMemory|"
    r"exit (?:code|status): 137"
)
REASON = re.compile(
    r"^\s*(?:Caused by: )?(?:[\w.$]+\.)?(\w*(?:Error|Exception)): (.+)$", re.MULTILINE
)


class ExecutorError(Exception):
    """A defect of ours that showed on an executor; its notes hold where."""


def error_of(failure: Failure) -> SlarulesError | NotColumnsError | OutOfOrderError | ExecutorError:
    """Return what an executor left word of, as an error of the driver."""
    if failure.kind == "NotColumnsError":
        return NotColumnsError(failure.message)
    if failure.kind == "OutOfOrderError":
        return OutOfOrderError()
    where = f"partition {failure.partition}"
    if failure.kind == "SourceError":
        return SourceError(where, failure.message)
    if failure.kind in WRONG_ASKED:
        return UsageError(f"{where}: {failure.message}")
    said = f"{where}, {STAGES[failure.stage]}: {failure.kind}: {failure.message}"
    error = ExecutorError(said)
    error.add_note(failure.trace)
    return error


def error_of_spark(text: str) -> SlarulesError:
    """Return the failure of a job of Spark in one sentence.

    Args:
        text: All that Spark says of it.
    """
    task = TASK.search(text)
    where = f"partition {task[1]} was tried {task[2]} times" if task else "the job of Spark failed"
    if LOST.search(text):
        return UsageError(
            f"{where}, and each time the process that worked on it died; most often it "
            "had too little memory: give executors more by spark.executor.memoryOverhead, or make "
            "more partitions by spark.sql.shuffle.partitions"
        )
    return UsageError(f"{where}: {_reason(text)}")


def _reason(text: str) -> str:
    """Return the innermost cause."""
    found = [f"{kind}: {said}" for kind, said in REASON.findall(text)]
    return (found[-1] if found else next(iter(text.splitlines()), "it gives no reason"))[:500]
