from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slarules import cli
from slarules.cli.stopping import stopped_in_order
from tests.pipeline.desk import arguments, desk
from tests.reliability.columns import Columns
from tests.shared import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

LONG = 60
"""Seconds within which something must happen at all."""

BEGIN = "import os, signal, sys, threading\nfrom slarules import cli\n"
END = "\nsys.argv[0] = 'slarules'\ncli.main()\n"

LINKING = """
from llvmlite.binding import ExecutionEngine
real = ExecutionEngine._find_module_ptr  # which LLVM asks for when it looks for code
def asked(engine, module):
    if threading.current_thread() is threading.main_thread():
        os.kill(os.getpid(), signal.NUMBER)
    return real(engine, module)
ExecutionEngine._find_module_ptr = asked
"""

NEVER_BACK = """
from slarules.runs import folder
def never_back(*given):
    os.kill(os.getpid(), signal.NUMBER)
    try:
        threading.Event().wait()
    finally:
        threading.Event().wait()
folder.write_facts = never_back
"""

LOST = """
from slarules.runs import folder
class Asked:
    def __del__(self):
        os.kill(os.getpid(), signal.NUMBER)
        threading.Event().wait(1)
def lost(*given):
    Asked()
    threading.Event().wait()
folder.write_facts = lost
"""

NO_READER = """
from slarules.cli import audit
def slow(*given):
    threading.Timer(0.2, os.kill, (os.getpid(), signal.NUMBER)).start()
    while True:
        print("x" * 1000)
audit.show = slow
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return desk(tmp_path)


@pytest.fixture(params=["SIGINT", "SIGTERM"])
def number(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def as_usual() -> Iterator[None]:
    """See that whoever heard before hears again."""
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    threads = threading.active_count()
    yield
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before
    assert threading.active_count() == threads


def stopped(folder: Path, prepared: str, number: str, *more: str) -> tuple[int, str]:
    """Return how an audit ended and what it said; a process of its own is stopped."""
    return ended([*arguments(folder), "--register", "none", *more], prepared, number)


def ended(words: list[str], prepared: str, number: str) -> tuple[int, str]:
    text = BEGIN + prepared.replace("NUMBER", number) + END
    running = subprocess.Popen(
        [sys.executable, "-c", text, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with running:
        assert running.stderr is not None  # nobody reads the other
        said = running.stderr.read()
        return running.wait(LONG), said


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("prepared", [NEVER_BACK, LOST], ids=["never back", "lost"])
def test_a_stop_that_hangs_ends_all_the_same(folder: Path, number: str, prepared: str) -> None:
    before = sorted(folder.iterdir())
    code, said = stopped(folder, prepared, number, "--out", str(folder / "run"))
    assert code == 130, said
    assert said.count("stopped") == 1
    assert sorted(folder.iterdir()) == before


def test_a_stop_that_hangs_leaves_the_run_before(folder: Path, number: str) -> None:
    run = folder / "run"
    assert cli.run([*arguments(folder), "--register", "none", "--out", str(run)]) == 0
    before = files(folder)
    assert stopped(folder, NEVER_BACK, number, "--out", str(run))[0] == 130
    assert files(folder) == before


def test_a_stop_while_code_is_linked_is_no_crash(tmp_path: Path, number: str) -> None:
    place = Columns(tmp_path / "place")
    before = sorted(place.folder.rglob("*"))
    code, said = ended(place.words("bulk"), LINKING, number)
    assert code == 130, said
    assert said.endswith("stopped; nothing half-written is left\n")
    assert "Traceback" not in said  # nothing was raised where it is lost
    assert [path for path in sorted(place.folder.rglob("*")) if path != place.out.parent] == before


def test_a_stop_waits_for_no_reader(folder: Path, number: str) -> None:
    code, said = stopped(folder, NO_READER, number)
    assert code == 130, said


def linking(wish: int, done: list[str]) -> Callable[[], None]:
    """Return what hears a wish as if it were code that links."""
    text = "def link():\n    kill(getpid(), wish)\n    done.append('linked')\n"
    names = {"kill": os.kill, "getpid": os.getpid, "wish": wish, "done": done}
    names["__name__"] = "llvmlite.binding.made_up"
    exec(text, names)  # noqa: S102  # the name of its module is what counts
    found: Callable[[], None] = names["link"]  # type: ignore[assignment]
    return found


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_linking_ends_before_a_wish_is_raised(wish: int) -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt), stopped_in_order():  # noqa: PT012
        linking(wish, done)()
        done.append("went on")
        threading.Event().wait(LONG)
        done.append("waited")
    assert done == ["linked", "went on"]


def test_what_a_library_makes_of_a_wish_is_one() -> None:
    def made() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            raise OSError("something of mine was interrupted") from None

    with pytest.raises(KeyboardInterrupt), stopped_in_order():
        made()


def test_a_defect_stays_one() -> None:
    with pytest.raises(ZeroDivisionError), stopped_in_order():
        raise ZeroDivisionError


def test_after_one_wish_was_taken_another_is_raised() -> None:
    with pytest.raises(KeyboardInterrupt), stopped_in_order() as stop:  # noqa: PT012
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        stop.take()
        os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_who_hears_already_goes_on_hearing(wish: int) -> None:
    heard: list[int] = []
    before = signal.signal(wish, lambda number, _frame: heard.append(number))
    try:
        with stopped_in_order():
            os.kill(os.getpid(), wish)
    finally:
        signal.signal(wish, before)
    assert heard == [wish]


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_what_is_ignored_stays_so(wish: int) -> None:
    before = signal.signal(wish, signal.SIG_IGN)
    try:
        with stopped_in_order():
            os.kill(os.getpid(), wish)
        assert signal.getsignal(wish) is signal.SIG_IGN
    finally:
        signal.signal(wish, before)


def test_another_thread_hears_nothing() -> None:
    heard: list[object] = []

    def work() -> None:
        with stopped_in_order():
            heard.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(LONG)
    assert heard == [signal.SIG_DFL]
