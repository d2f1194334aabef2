"""What Spark says when a job fails, as one sentence."""

from __future__ import annotations

import pytest

pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

from slarules.engine.spark.failures import error_of_spark

FAILED = (
    "Job aborted due to stage failure: Task 3 in stage 2.0 failed 4 times, most recent failure: "
)

KILLED = "ExecutorLostFailure (executor 6 exited) Reason: Container killed. Exit code is 137"

CRASHED = "org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)\n\tat a.b"


@pytest.mark.parametrize("told", [KILLED, CRASHED])
def test_a_partition_whose_process_always_dies_needs_more_memory(told: str) -> None:
    said = f"{error_of_spark(FAILED + told)}"
    assert said.startswith("partition 3 was tried 4 times, and each time the process")
    assert "spark.executor.memoryOverhead" in said


def test_anything_else_is_told_by_its_innermost_cause() -> None:
    told = (
        "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times: "
        "java.lang.RuntimeException: no\n\tat org.apache.spark.x(Y.scala:1)\n"
        "Caused by: java.io.IOException: No space left on device\n\tat java.base/z\n"
    )
    said = f"{error_of_spark(told)}"
    assert said == "partition 0 was tried 4 times: IOException: No space left on device"
