"""The forms of a report: what the name of a file ends with decides which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from slarules.errors import UsageError
from slarules.report.evidence import Evidence

FORMS: Mapping[str, tuple[str, str]] = {
    ".html": ("slarules.report.html", "page"),
    ".pdf": ("slarules.report.pdf", "paper"),
    ".xlsx": ("slarules.report.sheets", "workbook"),
}
"""The module and function that makes each."""

EXTRAS: Mapping[str, str] = {"typst": "pdf", "xlsxwriter": "xlsx"}
"""Which extra of slarules brings a package that not everybody installs."""


def report(evidence: Evidence, file: Path) -> bytes:
    """Return the report that the name of a file asks for.

    Raises:
        UsageError: The name ends with nothing that a report is made as, or what makes it is not
            installed.
    """
    try:
        return maker(file)(evidence)
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(str(error.name).partition(".")[0])
        if extra is None:
            raise
        raise UsageError(
            f'{file}: a {file.suffix.lower()} report needs more: pip install "slarules[{extra}]"'
        ) from error


def maker(file: Path) -> Callable[[Evidence], bytes]:
    """Return what makes the report that the name of a file asks for; raises as `report` does."""
    found = FORMS.get(file.suffix.lower())
    if found is None:
        raise UsageError(f"{file}: a report's name ends in {', '.join(FORMS)}")
    module, name = found
    make: Callable[[Evidence], str | bytes] = getattr(import_module(module), name)

    def made(evidence: Evidence) -> bytes:
        content = make(evidence)
        return content if isinstance(content, bytes) else content.encode()

    return made
