"""One cluster of several processes for all tests of Spark; they run in one worker of pytest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from slarules.errors import UsageError
from tests.shared import ROOT

pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

from pyspark.sql import SparkSession

from slarules.engine.spark.cluster import session
from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.java import java_home
from slarules.engine.spark.settings import Cluster

TWO_EXECUTORS = "local-cluster[2,1,1024]"

SMALL = {
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.sql.shuffle.partitions": "4",
    # As many partitions as that, so that some are empty.
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.executorEnv.PYTHONPATH": str(ROOT),
    "spark.task.maxFailures": "2",
    # Executors that tests kill are started again, however often.
    "spark.deploy.maxExecutorRetries": "-1",
}


def why_no_spark() -> str | None:
    """Return why Spark's tests cannot run here."""
    try:
        java_home()
    except UsageError as error:
        return f"{error}"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them share one cluster, or say why there is none."""
    here, reason = Path(__file__).parent, None
    for item in items:
        if here in item.path.parents and "cluster" in getattr(item, "fixturenames", ()):
            reason = reason or why_no_spark() or "none"
            item.add_marker(pytest.mark.xdist_group("spark"))
            if reason != "none":
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(_home(tmp_path_factory.mktemp("spark"))))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        with session(Cluster(TWO_EXECUTORS, SMALL)) as started:
            yield started


def _home(folder: Path) -> Path:
    """Return a home of Spark of our own: executors on one machine write their logs into it."""
    import pyspark

    for path in Path(pyspark.__file__).parent.iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "work").unlink(missing_ok=True)
    return folder


@pytest.fixture
def shared(tmp_path: Path) -> SharedFolder:
    folder = tmp_path / "shared"
    folder.mkdir()
    return SharedFolder(str(folder))
