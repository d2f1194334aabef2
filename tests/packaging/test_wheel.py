from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared import ROOT

pytestmark = pytest.mark.xdist_group("wheel")  # one build serves all


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own, asked from a folder far from the checkout."""

    binaries: Path
    elsewhere: Path

    def run(self, *command: str) -> str:
        """Return what a command prints; it must end well and complain of nothing."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        program = [str(self.binaries / command[0]), *command[1:]]
        ended = subprocess.run(
            program, cwd=self.elsewhere, env=own, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def python(self, text: str) -> list[str]:
        """Return the lines that a program prints."""
        return self.run("python", "-W", "error", "-c", text).splitlines()


def built(project: Path, folder: Path) -> Path:
    """Return the wheel of a project."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, str(folder)], cwd=project, capture_output=True, check=True)
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A distribution of its own, as a stranger would publish it."""
    return built(ROOT / "adapters" / "request-tracker", tmp_path_factory.mktemp("plugin"))


@pytest.fixture(scope="module")
def installed(wheel: Path, plugin: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "environment"], cwd=elsewhere, check=True)
    here = Installed(elsewhere / "environment" / "bin", elsewhere)
    here.run("python", "-m", "pip", "install", "--no-index", "--no-deps", str(wheel), str(plugin))
    # Lends what slarules depends on without an index. A path added this way comes after the wheel,
    # and the file that makes the checkout importable is not obeyed in it.
    [own] = here.python("import sysconfig; print(sysconfig.get_path('purelib'))")
    Path(own, "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return here


LISTING = """
from pathlib import Path
from slarules.resources import shipped
root = Path(str(shipped({folder!r})))
print(root, *(p.relative_to(root) for p in root.rglob("*") if p.is_file()), sep="\\n")
"""


@pytest.mark.parametrize("folder", ["grammar", "rules"])
def test_the_wheel_brings_the_grammar_and_the_rules(installed: Installed, folder: str) -> None:
    root, *names = installed.python(LISTING.format(folder=folder))
    checkout = ROOT / folder
    assert Path(root).is_relative_to(installed.elsewhere)
    own = {str(path.relative_to(checkout)) for path in checkout.rglob("*") if path.is_file()}
    assert own
    assert own <= set(names)


def test_the_wheel_brings_its_adapters_as_plugins(installed: Installed) -> None:
    program = (
        "from slarules import plugins; found = plugins.load(); print(found.problems);"
        "print(*[f'{p.plugin.name} {p.plugin.distribution}' for p in found.loaded], sep='\\n')"
    )
    problems, *loaded = installed.python(program)
    assert problems == "[]"
    assert "csv slarules" in loaded
    assert "request-tracker slarules-request-tracker" in loaded


def test_request_tracker_is_no_part_of_the_wheel(installed: Installed) -> None:
    [record] = installed.elsewhere.rglob("slarules-*.dist-info")
    files = (record / "RECORD").read_text(encoding="utf-8")
    assert "slarules_zendesk/" in files
    assert "request_tracker" not in files
    [record] = installed.elsewhere.rglob("slarules_request_tracker-*.dist-info")
    assert "/mapping/request-tracker.sla" in (record / "RECORD").read_text(encoding="utf-8")


def test_nothing_is_imported_from_the_checkout(installed: Installed) -> None:
    program = (
        "import slarules, slarules_csv; print(slarules.__file__); print(slarules_csv.__file__)"
    )
    for file in installed.python(program):
        assert Path(file).is_relative_to(installed.elsewhere)


def test_the_wheel_tells_type_checkers_that_it_is_typed(installed: Installed) -> None:
    program = "from importlib.resources import files; print(files('slarules').joinpath('py.typed'))"
    [marker] = installed.python(program)
    assert Path(marker).is_file()


def test_the_wheel_holds_neither_tests_nor_a_path_of_the_machine_that_built_it(
    installed: Installed,
) -> None:
    [record] = installed.elsewhere.rglob("slarules-*.dist-info")
    files = (record / "RECORD").read_text(encoding="utf-8")
    metadata = (record / "METADATA").read_text(encoding="utf-8")
    assert "tests/" not in files
    assert str(ROOT) not in files + metadata


def test_the_command_line_works_from_the_wheel(installed: Installed) -> None:
    assert "audit" in installed.run("slarules", "--help")
    assert "csv" in installed.run("slarules", "plugins")
    assert installed.run("python", "-m", "slarules", "--version").startswith("slarules ")


def test_the_demo_works_from_the_wheel(installed: Installed) -> None:
    assert installed.run("slarules", "demo")
    assert (installed.elsewhere / "slarules-demo").is_dir()
