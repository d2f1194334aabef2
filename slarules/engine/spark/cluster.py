"""A session of Spark: the one that is there, or one of our own that is quiet and goes away."""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.java import java_home
from slarules.engine.spark.settings import SECRET, Cluster
from slarules.errors import UsageError

QUICK_TO_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

OWN_SETTINGS = {
    "spark.app.name": "slarules",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    # Memory that is touched for the first time costs more than all that is done in it.
    "spark.executorEnv.NUMPY_MADVISE_HUGEPAGE": "0",
    "spark.executorEnv.ARROW_DEFAULT_MEMORY_POOL": "system",
    # One thread a task: Spark, not Arrow, decides how many work at once.
    "spark.executorEnv.OMP_NUM_THREADS": "1",
    "spark.executorEnv.NUMBA_NUM_THREADS": "1",
    "spark.sql.pyspark.jvmStacktrace.enabled": "false",
    # Java only hands on what Python made: to compile it well takes longer than it ever saves.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.executor.defaultJavaOptions": "-XX:TieredStopAtLevel=1",
}
"""What a session of our own starts with, unless settings say otherwise."""

CAUSE = re.compile(r"^(?:Caused by: |: )?(?:[\w.$]+\.)?\w+(?:Error|Exception): (.+)$", re.MULTILINE)
"""What an exception of Java says."""

LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""Nobody else may talk to a session that lives on this machine alone."""

QUIET = """\
rootLogger.level = error
rootLogger.appenderRef.told.ref = told
appender.told.type = Console
appender.told.name = told
appender.told.target = SYSTEM_ERR
appender.told.layout.type = PatternLayout
appender.told.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
"""


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


@contextmanager
def shared_folder(cluster: Cluster, own: SparkSession) -> Iterator[SharedFolder]:
    """Give a folder that driver and executors can write to, and that goes away.

    Raises:
        UsageError: Executors are on other machines, and no folder is named.
    """
    master = f"{own.sparkContext.master}"
    if cluster.folder is not None:
        with SharedFolder(cluster.folder).room() as room:
            yield room
    elif _is_here(master):
        with tempfile.TemporaryDirectory(prefix="slarules-") as folder:
            yield SharedFolder(folder)
    else:
        raise UsageError(
            f"executors of {master} are on other machines: name a folder that they and this "
            "machine can write to, such as --spark-folder s3://bucket/folder"
        )


def _master(cluster: Cluster) -> str:
    named = cluster.master or cluster.settings.get("spark.master")
    return named or ("" if _is_submitted() else _default_master())


def _is_here(master: str) -> bool:
    return master == "local" or master.startswith(("local[", "local-cluster["))


def _is_submitted() -> bool:
    return "PYSPARK_GATEWAY_PORT" in os.environ


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
    log = room.joinpath("driver.log")
    try:
        with warnings.catch_warnings():
            # Of libraries that Spark looks for, and that we do not use.
            warnings.simplefilter("ignore")
            if _is_submitted():
                return SparkSession.builder.config(map=dict(_asked(cluster))).getOrCreate()
            return _own(cluster, log)
    except (PySparkException, Py4JError, OSError, RuntimeError) as error:
        raise UsageError(f"Spark does not start: {_told(log, error)}") from error


def _own(cluster: Cluster, log: Path) -> SparkSession:
    os.environ["JAVA_HOME"] = str(java_home())
    settings = _settings(cluster, log)
    conf, shown = SparkConf(loadDefaults=False), SparkConf(loadDefaults=False)
    conf.setAll(list(settings.items()))
    # Java gets these as words of a command, which everybody on the machine can see.
    shown.setAll([each for each in settings.items() if not SECRET.search(each[0])])
    with log.open("wb") as said:
        gateway = launch_gateway(shown, {"stdout": said, "stderr": said})  # type: ignore[no-untyped-call]
    return SparkSession(SparkContext(gateway=gateway, conf=conf))


def _asked(cluster: Cluster) -> Mapping[str, str]:
    master = {"spark.master": cluster.master} if cluster.master else {}
    return {**cluster.settings, **master}


def _settings(cluster: Cluster, log: Path) -> Mapping[str, str]:
    master = _master(cluster)
    if is_here := _is_here(master):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    quiet = log.with_name("log4j2.properties")
    quiet.write_text(QUIET, encoding="utf-8")
    return {
        **OWN_SETTINGS,
        **(LOOPBACK if is_here else {}),
        "spark.driver.defaultJavaOptions": (
            f"{QUICK_TO_START} -Dlog4j2.configurationFile={quiet.as_uri()}"
        ),
        "spark.master": master,
        **_asked(cluster),
    }


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
    """Return the one line that says most: of Java's last words, or of the error itself."""
    with suppress(OSError):
        for text in (f"{error}", log.read_text("utf-8", errors="replace")):
            if causes := CAUSE.findall(text):
                return f"{causes[-1]}"
    return next(iter(f"{error}".splitlines()), type(error).__name__)


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
