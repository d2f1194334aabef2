"""The page of profiles names every key."""

from __future__ import annotations

import re

import pytest

from slarules.http.site import PATIENCE
from slarules.instants import SECOND
from slarules.profiles import HttpSettings, PullSettings
from slarules.secrets import Secret
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "profiles.md").read_text("utf-8")


@pytest.mark.parametrize(("table", "model"), [("http", HttpSettings), ("pull", PullSettings)])
def test_every_key_and_no_other_is_on_the_page(
    table: str, model: type[HttpSettings | PullSettings]
) -> None:
    listed = PAGE.partition(f"| key of `[NAME.PROFILE.{table}]` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", listed, re.MULTILINE) == list(model.model_fields)


def test_every_place_of_a_secret_is_on_the_page() -> None:
    assert re.findall(r"^\| `\{ (\w+) = ", PAGE, re.MULTILINE) == list(Secret.model_fields)


def test_the_patience_is_the_one_of_the_page() -> None:
    assert f"otherwise {PATIENCE // SECOND}" in PAGE
