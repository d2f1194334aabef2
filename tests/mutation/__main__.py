"""How well the tests watch a module: `python -m tests.mutation slarules/engine/reference/x.py`.

Each mutant of the module runs in a child process of its own, against the tests that execute the
changed function. Nothing is written to disk. A mutant that no test fails on survives.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import os
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from tests.mutation.mutants import Mutant, marked, mutants

TESTS = ["tests/money", "tests/engine/test_settlement.py", "tests/engine/test_rounding.py"]
PLAIN = ["-q", "-s", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
AT_MOST = 120.0
"""Seconds after which a mutant that does not end counts as killed."""

settings.register_profile(
    "mutation", derandomize=True, database=None, deadline=None, phases=[Phase.generate]
)


class Runner:
    """Runs the tests once, and then the mutants against those that execute what they change."""

    def __init__(self, paths: Sequence[str], sample: int | None, seed: int) -> None:
        self.modules = {path: _module(path) for path in paths}
        self.sample = sample
        self.seed = seed
        self.reached: dict[tuple[str, str], list[tuple[float, pytest.Item]]] = defaultdict(list)
        self._seen: set[tuple[str, str]] = set()

    def pytest_collection(self) -> None:
        """Draw the same examples for every mutant, and do not shrink what fails."""
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of the plain run of the tests."""
        plain = {path: self._mark(path, module) for path, module in self.modules.items()}
        for item in session.items:
            self._watch(item)
        for path, module in self.modules.items():
            for name, code in plain[path].items():
                functions(module)[name].__code__ = code
        for path, module in self.modules.items():
            self._try(path, module)
        return True

    def _mark(self, path: str, module: ModuleType) -> dict[str, CodeType]:
        """Let each function of a module say that it runs; return what they were before."""
        plain = {name: function.__code__ for name, function in functions(module).items()}
        names = {}
        for mutant in marked(inspect.getsource(module), str(module.__file__), "_reached"):
            functions(module)[mutant.function].__code__ = mutant.code
            names[int(mutant.what)] = mutant.function
        vars(module)["_reached"] = lambda line: self._seen.add((path, names[line]))
        return plain

    def _watch(self, item: pytest.Item) -> None:
        """Run a test as it is, and note which functions it executes."""
        self._seen.clear()
        started = time.monotonic()
        if _fails(item):
            pytest.exit(f"{item.nodeid} fails without any change", returncode=2)
        for reached in self._seen:
            self.reached[reached].append((time.monotonic() - started, item))

    def _try(self, path: str, module: ModuleType) -> None:
        source = inspect.getsource(module)
        every = list(mutants(source, str(module.__file__)))
        chosen = every
        if self.sample is not None and self.sample < len(every):
            chosen = random.Random(self.seed).sample(every, self.sample)  # noqa: S311
        survivors = [mutant for mutant in chosen if not self._killed(mutant, path)]
        for mutant in survivors:
            print(f"{path}  {mutant.function}  {mutant.what}", flush=True)  # noqa: T201
        killed = len(chosen) - len(survivors)
        of = f"{len(chosen)} of {len(every)} mutants"
        print(f"{path}: {killed} of {of} tried were killed", flush=True)  # noqa: T201

    def _killed(self, mutant: Mutant, path: str) -> bool:
        function = functions(self.modules[path])[mutant.function]
        found = self.reached[path, mutant.function]
        items = [item for _, item in sorted(found, key=lambda pair: pair[0])]
        child = os.fork()
        if child == 0:
            function.__code__ = mutant.code
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            os._exit(any(_fails(item) for item in items))
        return _status(child) != 0


def _fails(item: pytest.Item) -> bool:
    try:
        return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))
    except BaseException:  # noqa: BLE001
        return True


def _status(child: int) -> int:
    """Wait for a child; one that takes too long is ended."""
    until = time.monotonic() + AT_MOST
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def functions(module: ModuleType) -> dict[str, FunctionType]:
    """Return the functions and methods that a module defines, by their qualified names."""
    holders = [c for c in vars(module).values() if inspect.isclass(c)]
    own = [holder for holder in (module, *holders) if _is_of(holder, module)]
    found = (f for holder in own for value in vars(holder).values() for f in _plain(value))
    return {f.__qualname__: f for f in found if f.__module__ == module.__name__}


def _is_of(holder: object, module: ModuleType) -> bool:
    return holder is module or getattr(holder, "__module__", None) == module.__name__


def _plain(value: object) -> Iterator[FunctionType]:
    match value:
        case property(fget=FunctionType() as found) | cached_property(func=FunctionType() as found):
            yield found
        case staticmethod() | classmethod():
            yield from _plain(value.__func__)
        case FunctionType():
            yield value
        case _:
            pass


def _module(path: str) -> ModuleType:
    return importlib.import_module(".".join(Path(path).with_suffix("").parts))


def main() -> int:
    """Try the mutants of some modules and tell which survive."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--sample", type=int, help="try only so many mutants of each module")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tests", nargs="+", default=TESTS)
    parser.add_argument("--but", default="expectation", help="tests left out, as in `pytest -k`")
    asked = parser.parse_args()
    runner = Runner(asked.paths, asked.sample, asked.seed)
    return int(pytest.main([*PLAIN, "-k", f"not ({asked.but})", *asked.tests], plugins=[runner]))


if __name__ == "__main__":
    sys.exit(main())
