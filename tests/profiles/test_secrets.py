"""Secrets are fetched from where they are, and told nowhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from slarules.errors import UsageError
from slarules.profiles import Secrets
from slarules.secrets import Secret

CANARY = "hunter2-canary"


def test_of_the_environment() -> None:
    assert Secrets(environ={"TOKEN": f"{CANARY}\n"})(Secret(env="TOKEN")) == CANARY
    with pytest.raises(UsageError, match="TOKEN, which holds a secret, is not set"):
        Secrets(environ={})(Secret(env="TOKEN"))


@pytest.mark.parametrize("content", ["", " \n"])
def test_a_variable_that_is_empty_is_told_as_such(content: str) -> None:
    with pytest.raises(UsageError, match="TOKEN, which holds a secret, is empty"):
        Secrets(environ={"TOKEN": content})(Secret(env="TOKEN"))


def test_of_a_file_beside_the_profiles(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(f"{CANARY}\nsecond line\n")
    path.chmod(0o640)
    assert Secrets(tmp_path)(Secret(file="token")) == CANARY
    assert Secrets(Path("elsewhere"))(Secret(file=str(path))) == CANARY


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o601])
def test_a_file_that_anybody_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_text(CANARY)
    path.chmod(mode)
    with pytest.raises(UsageError, match="chmod 600") as told:
        Secrets(tmp_path)(Secret(file="token"))
    assert CANARY not in str(told.value)


@pytest.mark.parametrize("content", [b"", b"\nlater", b"\xff\xfe"])
def test_a_file_without_a_secret_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "token"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(UsageError, match="is no secret"):
        Secrets(tmp_path)(Secret(file="token"))
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        Secrets(tmp_path)(Secret(file="nowhere"))


def test_of_a_vault_that_a_plugin_knows() -> None:
    known = {"team/jira": CANARY}
    secrets = Secrets(vault=known.get)
    assert secrets(Secret(vault="team/jira")) == CANARY
    with pytest.raises(UsageError, match="no plugin knows the vault reference 'team/rt'"):
        secrets(Secret(vault="team/rt"))


def test_a_vault_that_fails_tells_no_secret() -> None:
    def failing(reference: str) -> str | None:
        raise RuntimeError(f"{reference} {CANARY}")

    with pytest.raises(UsageError, match="RuntimeError") as told:
        Secrets(vault=failing)(Secret(vault="team/jira"))
    assert CANARY not in str(told.value)


def test_of_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    def entry(service: str, user: str) -> str | None:
        return CANARY if (service, user) == ("jira", "audit") else None

    monkeypatch.setattr(keyring, "get_password", entry)
    assert Secrets()(Secret(keyring=("jira", "audit"))) == CANARY
    with pytest.raises(UsageError, match="keyring set jira other"):
        Secrets()(Secret(keyring=("jira", "other")))


def test_without_the_extra_the_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(UsageError, match=r'pip install "slarules\[keyring\]"'):
        Secrets()(Secret(keyring=("jira", "audit")))
