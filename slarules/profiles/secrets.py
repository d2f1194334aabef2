"""Fetches the secrets that a file refers to."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slarules.errors import UsageError
from slarules.secrets import Secret

LARGEST = 65_536

MISSING = 'secrets of a keyring need one more package: pip install "slarules[keyring]"'


def _no_vault(reference: str) -> str | None:
    del reference
    return None


@dataclass(frozen=True, slots=True)
class Secrets:
    """Returns what a reference stands for; keeps nothing.

    Attributes:
        folder: Where files of secrets are looked for.
        vault: Asks plugins, by the hook `slarules_resolve_secret`.
    """

    folder: Path = field(default_factory=Path)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    vault: Callable[[str], str | None] = _no_vault

    def __call__(self, reference: Secret) -> str:
        """Return what a reference stands for.

        Raises:
            UsageError: It cannot be had; the message names the reference and no secret.
        """
        match reference:
            case Secret(env=str(name)):
                return self._of_environment(name)
            case Secret(file=str(name)):
                return self._of_file(name)
            case Secret(keyring=(service, user)):
                return _of_keyring(service, user)
            case _:
                return self._of_vault(reference.vault or "")

    def _of_environment(self, name: str) -> str:
        found = self.environ.get(name)
        if found is None or not found.strip():
            state = "is not set" if found is None else "is empty"
            raise UsageError(f"the environment variable {name}, which holds a secret, {state}")
        return found.strip()

    def _of_file(self, name: str) -> str:
        path = self.folder / Path(name).expanduser()
        try:
            with path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                if os.name == "posix" and mode & stat.S_IRWXO:
                    raise UsageError(
                        f"anybody on this machine may read the secret in {path}: chmod 600 {path}"
                    )
                text = file.read(LARGEST)
        except OSError as error:
            raise UsageError(f"the secret in {path} cannot be read: {error.strerror}") from None
        try:
            line = text.decode("utf-8-sig").partition("\n")[0].strip()
        except UnicodeDecodeError:
            line = ""
        if not line:
            raise UsageError(f"the first line of {path} is no secret")
        return line

    def _of_vault(self, reference: str) -> str:
        try:
            found = self.vault(reference)
        # Of a stranger; what it says may hold the secret.
        except Exception as error:  # noqa: BLE001
            kind = type(error).__name__
            raise UsageError(f"the plugin of the vault failed on '{reference}': {kind}") from None
        if not found:
            raise UsageError(
                f"no plugin knows the vault reference '{reference}'; `slarules plugins` lists them"
            )
        return found


def _of_keyring(service: str, user: str) -> str:
    try:
        import keyring  # noqa: PLC0415  # an extra
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        raise UsageError(MISSING) from None
    try:
        found = keyring.get_password(service, user)
    except KeyringError as error:
        raise UsageError(f"the keyring cannot be read: {type(error).__name__}") from None
    if not found:
        raise UsageError(
            f"the keyring has nothing for {service}/{user}: keyring set {service} {user}"
        )
    return found
