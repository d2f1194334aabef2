"""The methods of dataclasses, compiled once for a machine instead of once for each start.

Python writes the methods of a dataclass as text and compiles it when the class is made. There are a
thousand such classes here: that took half of the time in which a command begins. The same text
compiles to the same code, so what came of it is kept, as Python keeps what comes of a module.
"""

from __future__ import annotations

import dataclasses
import marshal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from zlib import crc32

from slarules.user_cache import private_folder, put

FILE = f"{MAGIC_NUMBER.hex()}-methods"
"""Python's own number for the form of its code."""

MOST = 20_000
"""So many texts are kept; then those of versions that are gone are likely to be among them."""

SUM = 4


@contextmanager
def methods_kept() -> Iterator[None]:
    """Take methods of dataclasses from what is kept, and keep those that are not."""
    folder = private_folder()
    if folder is None:
        yield
        return
    methods = Methods(folder / FILE)
    # A module finds a name of its own before Python's; on no way that is open can one ask for it.
    own = vars(dataclasses)
    own["exec"] = methods.carry_out
    try:
        yield
    finally:
        del own["exec"]
        methods.save()


class Methods:
    """Texts and the code that came of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.new: dict[str, bytes] = {}

    @cached_property
    def kept(self) -> dict[str, bytes]:
        """What earlier runs compiled."""
        try:
            content = self.path.read_bytes()
            if crc32(content[SUM:]) != int.from_bytes(content[:SUM], "big"):
                return {}
            found: dict[str, bytes] = marshal.loads(content[SUM:])  # noqa: S302  # nobody else's
        except (OSError, EOFError, ValueError, TypeError):
            return {}
        return found

    def carry_out(
        self,
        text: str,
        names: dict[str, object] | None = None,
        local: dict[str, object] | None = None,
    ) -> None:
        """Do as `exec` does."""
        exec(self.code(text), names, local)  # noqa: S102  # as `dataclasses` does

    def code(self, text: str) -> CodeType:
        """Return what a text compiles to."""
        kept = self.kept.get(text)
        if kept is not None:
            found: CodeType = marshal.loads(kept)  # noqa: S302  # nobody else's
            return found
        made = compile(text, "<string>", "exec", dont_inherit=True)
        self.new[text] = marshal.dumps(made)
        return made

    def save(self) -> None:
        """Keep what was compiled for the next run."""
        if not self.new:
            return
        texts = {**self.kept, **self.new}
        content = marshal.dumps(texts if len(texts) <= MOST else self.new)
        put(self.path, crc32(content).to_bytes(SUM, "big") + content)
