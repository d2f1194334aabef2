"""Sessions: one of our own that is quiet and goes away, and Ctrl-C while it works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

from pyspark.sql import SparkSession

from slarules.engine.spark.cluster import session
from slarules.engine.spark.settings import Cluster
from slarules.errors import UsageError
from tests.shared import ROOT

INTERRUPTED = """
import json
import sys
from pathlib import Path
from slarules.engine.spark.cluster import session
from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.settings import Cluster
from slarules.engine.spark.job import judged_apart
from tests.engine.spark.stand_in import brief
import pyarrow, pyarrow.parquet

log, out = sys.argv[1:]
pyarrow.parquet.write_table(pyarrow.table({"item": ["T-1"], "at": [1]}), log)
orders = {"T-1": "touch and wait " + out + "/begun"}
try:
    with SharedFolder(out).room() as room, session(Cluster("local[1]")) as own:
        print("working", flush=True)
        judged_apart(own, 1, brief([log], orders), room)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def test_a_session_that_is_there_is_used_and_stays(cluster: SparkSession) -> None:
    with session(Cluster()) as found:
        assert found is cluster
    assert cluster.range(3).count() == 3


@pytest.mark.usefixtures("cluster")  # so that it runs beside the others, where there is a Java
def test_ctrl_c_stops_the_job_and_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    words = [
        sys.executable,
        "-c",
        INTERRUPTED,
        str(tmp_path / "log.parquet"),
        str(out),
    ]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    environ.pop("SPARK_HOME", None)
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, env=environ) as program:
        while not (out / "begun").exists() and program.poll() is None:
            time.sleep(0.05)
        program.send_signal(signal.SIGINT)
        said, told = program.communicate(timeout=60)
    assert said == "working\nstopped\n", told
    assert told == ""
    assert [path.name for path in out.iterdir()] == ["begun"]


def test_spark_connect_is_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match=r"Spark Connect .* name the master"):
        session(Cluster("sc://cluster")).__enter__()


def test_a_setting_that_is_none_of_sparks_is_refused() -> None:
    with pytest.raises(UsageError, match=r"'executor.memory' is no setting of Spark"):
        session(Cluster(settings={"executor.memory": "8g"})).__enter__()
