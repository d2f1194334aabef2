"""Whether answers of a made-up Request Tracker look like those of a real one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def strange(told: Any, real: Any, where: str = "") -> Iterator[str]:  # noqa: ANN401  # JSON
    """Yield where an answer has other keys or types than a real one.

    An item of a list has to look like some item of the real list; values are not compared.
    """
    if type(told) is not type(real):
        yield f"{where}: {type(told).__name__} and not {type(real).__name__}"
    elif isinstance(told, dict):
        yield from (f"{where}.{name} is missing" for name in real.keys() - told.keys())
        yield from (f"{where}.{name} is made up" for name in told.keys() - real.keys())
        for name in told.keys() & real.keys():
            yield from strange(told[name], real[name], f"{where}.{name}")
    elif isinstance(told, list):
        for number, item in enumerate(told):
            found = [list(strange(item, each, f"{where}.{number}")) for each in real]
            yield from min(found, key=len, default=[f"{where}: the real one is empty"])
