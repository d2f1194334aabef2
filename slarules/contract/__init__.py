"""From syntax trees to a checked contract: names, types, completeness, and the small core."""

from slarules.contract.load import CheckedFiles, Loaded, check_files, load

__all__ = ["CheckedFiles", "Loaded", "check_files", "load"]
