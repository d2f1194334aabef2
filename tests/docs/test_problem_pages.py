"""Every problem that can be told has a page, and a line in the list of pages."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import slarules
from slarules.problems import Problem
from tests.shared import ROOT

FOLDER = ROOT / "docs" / "problems"


def kinds(of: type[Problem]) -> Iterator[type[Problem]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def codes() -> set[str]:
    for stage in ("syntax", "contract"):
        for module in pkgutil.walk_packages(
            importlib.import_module(f"slarules.{stage}").__path__, f"{slarules.__name__}.{stage}."
        ):
            importlib.import_module(module.name)
    every = kinds(Problem)  # type: ignore[type-abstract]
    ours = (kind for kind in every if kind.__module__.startswith("slarules."))
    return {kind.code for kind in ours if hasattr(kind, "code")}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {page.stem for page in FOLDER.glob("*.md")} - {"README"}
    assert pages == codes()


def test_the_list_of_pages_has_all_of_them() -> None:
    listed = re.findall(r"\]\((\w+)\.md\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(codes())
