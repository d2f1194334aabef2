"""The table `[spark]`: what it says, and that no secret stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from slarules.errors import UsageError
from slarules.profiles import read_profiles
from slarules.profiles.spark import SparkProfile, SparkTable, spark_profile
from tests.shared import ROOT

CANARY = "hunter2-canary"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLARULES_PROFILES", raising=False)
    monkeypatch.chdir(tmp_path)


def said(text: str) -> SparkProfile:
    Path("slarules.toml").write_text(text, encoding="utf-8")
    return spark_profile()


def test_master_folder_and_settings_come_as_spark_takes_them() -> None:
    found = said(
        '[spark]\nmaster = "yarn"\nfolder = "hdfs:///scratch"\n[spark.settings]\n'
        '"spark.executor.memory" = "8g"\n"spark.executor.cores" = 4\n"spark.ui.enabled" = false\n'
    )
    settings = {
        "spark.executor.memory": "8g",
        "spark.executor.cores": "4",
        "spark.ui.enabled": "false",
    }
    assert found == SparkProfile("yarn", "hdfs:///scratch", settings)


def test_without_the_table_nothing_is_said() -> None:
    assert spark_profile() == SparkProfile()
    assert said('[jira.acme]\nsite = "https://acme.example"\n') == SparkProfile()


def test_a_secret_comes_from_where_it_is_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S3_SECRET", CANARY)
    found = said('[spark.settings]\n"spark.hadoop.fs.s3a.secret.key" = { env = "S3_SECRET" }\n')
    assert found.settings == {"spark.hadoop.fs.s3a.secret.key": CANARY}
    assert CANARY not in repr(found)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f'[spark.settings]\n"spark.hadoop.fs.s3a.secret.key" = "{CANARY}"\n', "where the secret"),
        (f'[spark]\nmaster = "spark://me:{CANARY}@head:7077"\n', "address with a password"),
        ('[spark]\nmastre = "yarn"\n', "mastre: is not known; did you mean master"),
        ('[spark.settings]\n"executor.memory" = "8g"\n', "'executor.memory' is no setting"),
        ('[spark]\n[spark.settings]\nspark.executor.memory = "8g"\n', "settings"),
        ("spark = 3\n", "write a table"),
    ],
)
def test_what_is_wrong_is_named_and_no_secret_shown(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=re.escape(what)) as raised:
        said(text)
    assert CANARY not in f"{raised.value}"


def test_the_table_is_no_source() -> None:
    said('[spark]\nmaster = "yarn"\n')
    assert read_profiles().tables == {}


def test_every_key_is_on_the_page() -> None:
    page = (ROOT / "docs" / "profiles.md").read_text("utf-8")
    listed = page.partition("| key of `[spark]` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", listed, re.MULTILINE) == list(SparkTable.model_fields)
