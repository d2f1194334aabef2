"""`slarules.toml`: what it says, and how its mistakes are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slarules.adapters.settings import Settings, settings_of
from slarules.errors import UsageError
from slarules.http import Site
from slarules.instants import SECOND
from slarules.profiles import configured, read_profiles
from slarules.secrets import Secret
from slarules.sources import source_named

CANARY = "hunter2-canary"

Write = Callable[..., Path]


class JiraSettings(Settings):
    site: str
    token: Secret


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.delenv("SLARULES_PROFILES", raising=False)
    monkeypatch.chdir(tmp_path)

    def written(text: str, name: str = "slarules.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


ACME = """
[jira.acme]
site = "https://acme.example"
token = { env = "JIRA_TOKEN" }

[jira.acme.http]
proxy = "http://proxy.example:3128"
ca = "company.pem"
timeout = 90
concurrency = 2
per_minute = 100
patience = 600

[jira.acme.pull]
concurrency = 3
census = false

[jira.acme.privacy]
fields = ["status"]
"""


def test_an_adapter_sees_its_own_settings_only(write: Write) -> None:
    write(ACME)
    profile = configured("jira:acme").profile
    assert profile.name == "jira:acme"
    assert settings_of(profile, JiraSettings).token == Secret(env="JIRA_TOKEN")


def test_what_is_common_is_taken_out(write: Write) -> None:
    write(ACME)
    found = configured("jira:acme")
    site = found.http.applied(Site("https://acme.example", per_minute={"": 400, "search": 50}))
    assert (site.proxy, site.ca) == ("http://proxy.example:3128", "company.pem")
    assert (site.timeout, site.concurrency, site.patience) == (90, 2, 600 * SECOND)
    assert site.per_minute == {"": 100, "search": 50}
    assert (found.pull.concurrency, found.pull.census) == (3, False)
    assert found.privacy == {"fields": ["status"]}


def test_what_is_left_out_the_adapter_decides(write: Write) -> None:
    write('[jira.acme]\nsite = "x"\n')
    site = Site("https://acme.example", timeout=5, concurrency=7)
    assert configured("jira:acme").http.applied(site) == site


def test_without_a_file_a_source_has_no_settings(write: Write) -> None:
    write("")
    assert configured("csv:data/").profile.table is None


def test_a_variable_names_another_file(
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write(ACME, "other.toml")
    monkeypatch.setenv("SLARULES_PROFILES", str(path))
    assert configured("jira:acme").profile.file == str(path)
    monkeypatch.setenv("SLARULES_PROFILES", "nowhere.toml")
    with pytest.raises(UsageError, match=r"SLARULES_PROFILES names nowhere\.toml"):
        read_profiles()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[jira.acme]\nsite = "x\n', r"slarules\.toml:2:10: this is no TOML"),
        ("[jira.acme]\nsite = [1", r"slarules\.toml"),
        ("[jira.acme]\na=1\n[jira.acme]\nb=1", r"slarules\.toml:3"),
        ('jira = "x"', "'jira' stands alone"),
        ('[jira]\nsite = "x"', r"write it under \[jira\.PROFILE\]"),
        ("[jira.acme.http]\ntimeot = 3", r"\[jira\.acme\.http\]: timeot: .*did you mean timeout"),
        ("[jira.acme.http]\ntimeout = 0", r"\[jira\.acme\.http\]: timeout: "),
        ('[jira.acme.http]\nconcurrency = "4"', r"\[jira\.acme\.http\]: concurrency: "),
        ("[jira.acme.pull]\ncensuss = true", "did you mean census"),
        ("[jira.acme]\nhttp = 3", r"http is a table; write \[jira\.acme\.http\]"),
        ('[jira.acne]\nsite = "x"', "did you mean jira:acne"),
    ],
)
def test_a_mistake_is_told_with_its_place(write: Write, text: str, message: str) -> None:
    write(text)
    with pytest.raises(UsageError, match=message):
        configured("jira:acme")


@pytest.mark.parametrize(
    "line",
    [
        f'token = "{CANARY}"',
        f'api_token = "{CANARY}"',
        f'client-secret = "{CANARY}"',
        f'login = {{ password = "{CANARY}" }}',
        f'site = "https://me:{CANARY}@acme.example"',
        f'http.proxy = "http://me:{CANARY}@proxy.example"',
        f'token = "{CANARY}',
        f'token = {{ env = "X", value = "{CANARY}" }}',
        f'http.{CANARY} = 3\nhttp.timeout = "{CANARY}"',
    ],
)
def test_a_secret_in_plain_text_is_refused_and_not_repeated(write: Write, line: str) -> None:
    write(f'[jira.acme]\nsite = "x"\n{line}\n' if "site" not in line else f"[jira.acme]\n{line}\n")
    with pytest.raises(UsageError) as told:
        settings_of(configured("jira:acme").profile, JiraSettings)
    assert f'"{CANARY}' not in str(told.value)
    assert f":{CANARY}" not in str(told.value)


def test_an_unknown_key_of_an_adapter_is_told_with_the_nearest(write: Write) -> None:
    write('[jira.acme]\nsyte = "x"\n')
    with pytest.raises(UsageError) as told:
        settings_of(configured("jira:acme").profile, JiraSettings)
    assert "slarules.toml, [jira.acme]: " in str(told.value)
    assert "syte: is not known; did you mean site?" in str(told.value)
    assert "site: has to be there" in str(told.value)


@pytest.mark.parametrize("text", ["acme", ":acme", ""])
def test_a_name_without_a_colon_names_nothing(write: Write, text: str) -> None:
    write("")
    with pytest.raises(UsageError, match="NAME:ARGUMENT"):
        configured(text)


def test_a_file_that_is_no_text_is_refused(write: Write) -> None:
    write("").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8"):
        configured("jira:acme")
    write("").write_text("a = " + "[" * 100_000)
    with pytest.raises(UsageError):
        configured("jira:acme")
    write("").write_text("#" * (1024 * 1024 + 1))
    with pytest.raises(UsageError, match="more than 1 MiB"):
        configured("jira:acme")


@pytest.mark.parametrize("named", [configured, source_named])
def test_an_adapter_alone_names_what_is_set_up_of_it(
    write: Write, named: Callable[[str], object]
) -> None:
    write(ACME)
    with pytest.raises(UsageError, match=r"'jira' names no source; write jira:acme$"):
        named("jira")
    with pytest.raises(UsageError, match="'zendesk' names no source; write NAME:ARGUMENT"):
        named("zendesk")
    write(f"{ACME}[jira.branch]\n")
    with pytest.raises(UsageError, match=r"write jira:acme or jira:branch$"):
        named("jira")
