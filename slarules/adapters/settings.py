"""Settings of a source in `slarules.toml`; secrets stand there only as references."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from slarules.adapters.adapter import Profile
from slarules.errors import UsageError


class Settings(BaseModel):
    """What the settings of every adapter share; a key that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


Model = TypeVar("Model", bound=Settings)


def settings_of(profile: Profile, model: type[Model]) -> Model:
    """Return the settings of a profile.

    Raises:
        UsageError: There are none, or they are wrong; every wrong key is named, and no value.
    """
    if profile.table is None:
        raise UsageError(
            f"nothing is known of {profile.name}: write a table [{profile.adapter}."
            f"{profile.argument}] into slarules.toml"
        )
    try:
        return model.model_validate(dict(profile.table))
    except ValidationError as error:
        raise UsageError(_wrong(profile, error)) from None


def _wrong(profile: Profile, error: ValidationError) -> str:
    told = []
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        place = ".".join(str(part) for part in each["loc"])
        told.append(f"{place}: {each['msg']}" if place else each["msg"])
    where = f"{profile.file}, [{profile.adapter}.{profile.argument}]"
    return f"{where}: {'; '.join(told)}"
