"""Settings of a source in `slarules.toml`; secrets stand there only as references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

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
    where = f"{profile.file}, [{profile.adapter}.{profile.argument}]"
    return settings_from(profile.table, model, where)


AnyModel = TypeVar("AnyModel", bound=BaseModel)


def settings_from(table: Mapping[str, Any], model: type[AnyModel], where: str) -> AnyModel:
    """Return the settings of a table of a file.

    Args:
        where: The file and the table, for messages.

    Raises:
        UsageError: They are wrong; every wrong key is named, and no value.
    """
    try:
        return model.model_validate(dict(table))
    except ValidationError as error:
        raise UsageError(f"{where}: {'; '.join(_wrong(error, model))}") from None


def _wrong(error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        place = ".".join(str(part) for part in each["loc"])
        what = _said(each["type"], each["msg"], str(each["loc"][-1:][0]) if place else "", model)
        yield f"{place}: {what}" if place else what


def _said(kind: str, message: str, key: str, model: type[BaseModel]) -> str:
    if kind == "missing":
        return "has to be there"
    if kind != "extra_forbidden":
        return message.removeprefix("Value error, ")
    near = get_close_matches(key, model.model_fields, 1)
    known = f"there are {', '.join(model.model_fields)}"
    return f"is not known; {f'did you mean {near[0]}?' if near else known}"
