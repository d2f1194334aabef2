"""How much a file may claim of memory and time before it is taken for an attack."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.errors import SourceError

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one file.

    Attributes:
        line: Bytes of a line, and characters of a field; more is an error.
        field: Characters of a field; a longer one is left out with a finding.
        unpacked: Bytes of a file when unpacked.
        ratio: How many times larger it may become; event logs pack 10 to 50 times smaller.
        ratio_from: Unpacked bytes from which the ratio is looked at.
    """

    line: int = 32 * MIB
    field: int = MIB
    unpacked: int = 64 * 1024 * MIB
    ratio: int = 200
    ratio_from: int = 64 * MIB

    def check(self, file: str, packed: int, unpacked: int) -> None:
        """Raise when a file unpacks to more than it may.

        Raises:
            SourceError: It does.
        """
        if unpacked > self.unpacked:
            raise SourceError(file, f"unpacks to more than {self.unpacked:,} bytes")
        if unpacked > self.ratio_from and unpacked > self.ratio * packed:
            raise SourceError(
                file, f"unpacks to more than {self.ratio} times its size: a bomb, or not an export"
            )


USUAL = Limits()
"""What fits every export that we know."""
