"""Where `--engine spark` computes, as the table `[spark]` of `slarules.toml` says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field, field_validator

from slarules.adapters.settings import Settings, settings_from
from slarules.engine.spark.settings import SECRET
from slarules.errors import UsageError
from slarules.profiles.file import ProfileFile, read_profiles
from slarules.profiles.secrets import Secrets
from slarules.secrets import Secret


class SparkTable(Settings):
    """The table `[spark]`.

    Attributes:
        master: Where Spark computes.
        folder: Where driver and executors can write.
        settings: Of Spark, by their names.
    """

    master: str | None = None
    folder: str | None = None
    settings: Mapping[str, str | int | bool | Secret] = Field(default_factory=dict)

    @field_validator("settings")
    @classmethod
    def _refuse_secrets(
        cls, settings: Mapping[str, str | int | bool | Secret]
    ) -> Mapping[str, str | int | bool | Secret]:
        for name, value in settings.items():
            if SECRET.search(name) and not isinstance(value, Secret):
                raise ValueError(f'write where the secret is: "{name}" = {{ env = "NAME" }}')
        return settings


@dataclass(frozen=True, slots=True)
class SparkProfile:
    """The same with secrets as they are."""

    master: str | None = None
    folder: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)


def spark_profile(file: ProfileFile | None = None) -> SparkProfile:
    """Return where Spark computes.

    Args:
        file: What `slarules.toml` says; read where it is left out.

    Raises:
        UsageError: The table has something wrong, or a secret cannot be had.
    """
    file = read_profiles() if file is None else file
    table = settings_from(file.spark, SparkTable, f"{file.shown}, [spark]")
    strange = sorted(name for name in table.settings if not name.startswith("spark."))
    if strange:
        raise UsageError(
            f"{file.shown}, [spark.settings]: '{strange[0]}' is no setting of Spark; they begin "
            "with 'spark.', in quotes"
        )
    secrets = Secrets(file.folder)
    settings = {name: _text(value, secrets) for name, value in table.settings.items()}
    return SparkProfile(table.master, table.folder, settings)


def _text(value: str | int | bool | Secret, secrets: Secrets) -> str:  # noqa: FBT001 - as TOML has it
    if isinstance(value, Secret):
        return secrets(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
