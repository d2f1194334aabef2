"""Where a secret is; the secret itself stands in no file of ours."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator


class Secret(BaseModel):
    """Where a secret is: exactly one of an environment variable, a file, a keyring entry, a vault.

    Attributes:
        env: The name of an environment variable.
        file: The path of a file whose first line it is.
        keyring: Service and user of the system's keyring.
        vault: What a plugin resolves by the hook `slarules_resolve_secret`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    env: str | None = None
    file: str | None = None
    keyring: tuple[str, str] | None = None
    vault: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_reference(cls, value: Any) -> Any:  # noqa: ANN401  # of a file
        if isinstance(value, str):
            raise ValueError('write no secret here but where it is: {env = "NAME"}')  # noqa: TRY004
        return value

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len([each for each in (self.env, self.file, self.keyring, self.vault) if each]) != 1:
            raise ValueError("name exactly one of env, file, keyring, vault")
        return self

    def __str__(self) -> str:
        name, value = next((n, v) for n, v in self if v)
        return f"{name} {'/'.join(value) if isinstance(value, tuple) else value}"
