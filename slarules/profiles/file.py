"""Reads `slarules.toml`."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slarules.errors import UsageError

NAME = "slarules.toml"
"""The file in the working folder."""

VARIABLE = "SLARULES_PROFILES"
"""The environment variable that names another file."""

SPARK = "spark"
"""The table that is of no source."""

LARGEST = 1024 * 1024

SECRETS = re.compile(
    r"(?i)(?:.*[_-])?(?:token|secret|password|passwd|passphrase|pat|api[_-]?key|credentials?)"
)
"""Keys behind which a secret would stand."""

_LOGIN = re.compile(r"\w+://[^/\s@]*:[^/\s@]*@")


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """What the file says.

    Attributes:
        shown: The file as messages name it.
        folder: Where it is; files of secrets are looked for from there.
        tables: By adapter, then by name.
        spark: Where the engine `spark` computes.
    """

    shown: str
    folder: Path
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    spark: Mapping[str, Any] = field(default_factory=dict)

    def table(self, adapter: str, argument: str) -> Mapping[str, Any] | None:
        """Return `[adapter.argument]`; None where there is no such table."""
        return self.tables.get(adapter, {}).get(argument)


def read_profiles(environ: Mapping[str, str] | None = None) -> ProfileFile:
    """Return what the file says that is named, or lies in the working folder; it may be missing.

    Raises:
        UsageError: It cannot be read, or a secret stands in it.
    """
    named = (os.environ if environ is None else environ).get(VARIABLE)
    path = Path(named) if named else Path(NAME)
    if not path.is_file():
        if named:
            raise UsageError(f"{VARIABLE} names {path}, which is no file")
        return ProfileFile(NAME, Path())
    parsed = dict(_parsed(path))
    spark = parsed.pop(SPARK, {})
    if not isinstance(spark, Mapping):
        raise UsageError(f"{path}: '{SPARK}' stands alone; write a table [{SPARK}]")
    _refuse_secrets(f"{path}, [{SPARK}]", spark)
    return ProfileFile(str(path), path.parent, _tables(str(path), parsed), spark)


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    if len(text) > LARGEST:
        raise UsageError(f"{path} has more than 1 MiB; it holds settings, and nothing else")
    try:
        return tomllib.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8; save it as UTF-8") from None
    except RecursionError:
        raise UsageError(f"{path} is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(_misspelt(path, str(error))) from None


def _misspelt(path: Path, message: str) -> str:
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    # What stands there is not quoted: it may be a secret.
    if found is None:
        return f"{path} ends too early: a quote or bracket is left open, or a value is missing"
    _, line, column = found.groups()
    mend = 'write name = "text" or a table such as [jira.acme]; each name once'
    return f"{path}:{line}:{column}: this is no TOML; {mend}"


def _tables(shown: str, read: Mapping[str, Any]) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    for adapter, named in read.items():
        if not isinstance(named, Mapping):
            raise UsageError(f"{shown}: '{adapter}' stands alone; write a table [NAME.PROFILE]")
        for name, table in named.items():
            if not isinstance(table, Mapping):
                what = f"'{name}' stands in [{adapter}]; write it under [{adapter}.PROFILE]"
                raise UsageError(f"{shown}: {what}")
            _refuse_secrets(f"{shown}, [{adapter}.{name}]", table)
    return read


def _refuse_secrets(where: str, table: Mapping[str, Any]) -> None:
    for place, key, value in _texts(table):
        if SECRETS.fullmatch(key):
            raise UsageError(
                f"{where}: {place}: write no secret here but where it is, such as "
                f'{key} = {{ env = "{_variable(key)}" }}'
            )
        if _LOGIN.search(value):
            raise UsageError(
                f"{where}: {place}: an address with a password in it; give the password as a "
                "secret, that of a proxy by HTTPS_PROXY in the environment"
            )


def _variable(key: str) -> str:
    return re.sub(r"\W", "_", key).upper()


def _texts(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str, str]]:
    for key, value in table.items():
        place = f"{above}{key}"
        if isinstance(value, str):
            yield place, key, value
        elif isinstance(value, Mapping):
            # What a reference says is where the secret is.
            if not SECRETS.fullmatch(key):
                yield from _texts(value, f"{place}.")
        elif isinstance(value, list):
            yield from ((place, key, each) for each in value if isinstance(each, str))
