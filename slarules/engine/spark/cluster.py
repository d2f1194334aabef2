"""A session of Spark: the one that is there, or one of our own that is quiet and goes away."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from slarules.engine.spark.java import java_home
from slarules.errors import UsageError

OWN_SETTINGS = {
    "spark.app.name": "slarules",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # One thread a task: Spark, not Arrow, decides how many work at once.
    "spark.executorEnv.OMP_NUM_THREADS": "1",
    "spark.executorEnv.NUMBA_NUM_THREADS": "1",
    "spark.sql.pyspark.jvmStacktrace.enabled": "false",
}
"""What a session of our own starts with, unless settings say otherwise."""

ON_THIS_MACHINE = ("local", "local[", "local-cluster[")
"""Masters whose executors run here, and so with this Python."""

LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""Nobody else may talk to a session that lives on this machine alone."""

QUIET = """\
rootLogger.level = {level}
rootLogger.appenderRef.file.ref = file
appender.file.type = Console
appender.file.name = file
appender.file.target = SYSTEM_ERR
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{{HH:mm:ss}} %p %c{{1}}: %m%n
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where executors are.

    Attributes:
        master: As Spark writes it: `local[*]`, `spark://HOST:PORT`, `yarn`, `k8s://...`; what
            `spark-submit` or `spark-defaults.conf` say where it is left out, else this machine.
        settings: Of Spark, such as `spark.executor.memory`.
    """

    master: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def session(cluster: Cluster) -> Iterator[SparkSession]:
    """Give a session; one that was there before stays when we are done.

    Raises:
        UsageError: Spark cannot be started or reached as asked.
    """
    _refuse_strange(cluster)
    there = SparkSession.getActiveSession()
    if there is not None:
        yield there
        return
    with tempfile.TemporaryDirectory(prefix="slarules-spark-") as room:
        with _interrupts_kept():
            own = _started(cluster, Path(room))
        try:
            yield own
        finally:
            _stop(own)


def _refuse_strange(cluster: Cluster) -> None:
    strange = sorted(name for name in cluster.settings if not name.startswith("spark."))
    if strange:
        raise UsageError(f"'{strange[0]}' is no setting of Spark; they begin with 'spark.'")
    if (cluster.master or "").startswith("sc://"):
        raise UsageError(
            "Spark Connect (sc://) gives no access to executors; name the master of the cluster, "
            "or run slarules by spark-submit"
        )


def _started(cluster: Cluster, room: Path) -> SparkSession:
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    conf = SparkConf(loadDefaults=False)
    conf.setAll(list(_settings(cluster, room, submitted=submitted).items()))
    if not submitted:
        os.environ["JAVA_HOME"] = str(java_home())
    log = room / "driver.log"
    try:
        with warnings.catch_warnings(), log.open("wb") as said:
            # Of libraries that Spark looks for, and that we do not use.
            warnings.simplefilter("ignore")
            gateway = launch_gateway(conf, {"stdout": said, "stderr": said})  # type: ignore[no-untyped-call]
            context = SparkContext(gateway=gateway, conf=conf)
            return SparkSession(context)
    except (PySparkException, OSError, RuntimeError) as error:
        raise UsageError(f"Spark does not start: {_told(log, error)}") from error
    except Exception as error:
        if type(error).__name__ not in {"Py4JJavaError", "Py4JError"}:
            raise
        raise UsageError(f"Spark does not start: {_told(log, error)}") from error


def _settings(cluster: Cluster, room: Path, *, submitted: bool) -> dict[str, str]:
    asked = dict(cluster.settings)
    if cluster.master:
        asked["spark.master"] = cluster.master
    if submitted:
        return asked
    master = asked.get("spark.master") or _default_master()
    is_here = master.startswith(ON_THIS_MACHINE)
    if is_here:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    quiet = room / "log4j2.properties"
    quiet.write_text(QUIET.format(level="error"), encoding="utf-8")
    own = {
        **OWN_SETTINGS,
        **(LOOPBACK if is_here else {}),
        "spark.driver.defaultJavaOptions": f"-Dlog4j2.configurationFile={quiet.as_uri()}",
    }
    return {**own, **({"spark.master": master} if master else {}), **asked}


def _default_master() -> str:
    """Return the master where none is named: `spark-defaults.conf` comes before ours."""
    folder = os.environ.get("SPARK_CONF_DIR") or f"{os.environ.get('SPARK_HOME', '')}/conf"
    with suppress(OSError):
        for line in Path(folder, "spark-defaults.conf").read_text(encoding="utf-8").splitlines():
            name, _, value = line.strip().replace("=", " ", 1).partition(" ")
            if name == "spark.master":
                return value.strip()
    return os.environ.get("MASTER") or "local[*]"


def _told(log: Path, error: BaseException) -> str:
    """Return the one line of Java's that says most."""
    with suppress(OSError):
        lines = [line.strip() for line in log.read_text("utf-8", errors="replace").splitlines()]
        causes = [line for line in lines if "Exception" in line and not line.startswith("at ")]
        if causes:
            return causes[-1].removeprefix("Caused by: ")
    return f"{error}".splitlines()[0] if f"{error}" else type(error).__name__


@contextmanager
def _interrupts_kept() -> Iterator[None]:
    """Take Ctrl-C back from Spark, which cancels its jobs over a connection that is in use."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _stop(own: SparkSession) -> None:
    gateway = own.sparkContext._gateway  # noqa: SLF001 - nothing public ends the Java process
    process = getattr(gateway, "proc", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a cluster that is gone cannot be stopped in order
        own.stop()
    if gateway is None or process is None:
        return
    gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - the next session starts its own
    process.stdin.close()  # Java ends with it
    process.wait(timeout=30)
