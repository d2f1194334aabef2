"""`slarules sign`: vouch for a run."""

from __future__ import annotations

import os
from pathlib import Path

import click

from slarules.cli.options import EXISTING_FILE, RUN_FOLDER
from slarules.errors import UsageError

NEW_FILE = click.Path(exists=False, dir_okay=False, path_type=Path)

LONGEST = 1023
"""Bytes of a passphrase that OpenSSL takes."""


@click.command("sign")
@click.argument("run", type=RUN_FOLDER, metavar="[RUNDIR]", required=False)
@click.option("--key", type=EXISTING_FILE, metavar="KEY.pem", help="The private key that signs.")
@click.option(
    "--make-key",
    "new",
    type=NEW_FILE,
    metavar="KEY.pem",
    help="Make a private key here, and its public key beside it; sign nothing.",
)
@click.option(
    "--passphrase-file",
    type=EXISTING_FILE,
    metavar="FILE",
    help="Its first line is the passphrase of the private key.  [or: SLARULES_PASSPHRASE]",
)
def command(
    run: Path | None, key: Path | None, new: Path | None, passphrase_file: Path | None
) -> None:
    """Sign a run, so that others can tell that it is yours and that nobody changed it.

    As in: slarules sign --make-key ours.pem, and then: slarules sign run --key ours.pem. Several
    people can sign one run. slarules verify RUNDIR --key ours.pub.pem checks it.
    """
    passphrase = _passphrase(passphrase_file)
    if new is not None:
        if run is not None or key is not None:
            raise click.UsageError("--make-key signs nothing: make the key first, then sign")
        _make(new, passphrase)
    elif run is None or key is None:
        raise click.UsageError(
            "name what to sign and what with: slarules sign RUNDIR --key KEY.pem"
        )
    else:
        _sign(run, key, passphrase)


def _make(new: Path, passphrase: bytes | None) -> None:
    from slarules.runs.keys import make_keys

    public = make_keys(new, passphrase)
    kept = "" if passphrase else ", and it has no passphrase"
    click.echo(f"private key: {new} (keep it to yourself{kept})\npublic key:  {public}", err=True)


def _sign(run: Path, key: Path, passphrase: bytes | None) -> None:
    from slarules.runs.manifest import SIGNATURE
    from slarules.runs.signature import sign

    name = sign(run, key.read_bytes(), passphrase)
    click.echo(f"signed by the key {name[:12]}: {run / SIGNATURE}", err=True)


def _passphrase(file: Path | None) -> bytes | None:
    """Return what a private key is encrypted with; it is never given as an option.

    Raises:
        UsageError: The file holds none, or it is longer than keys take.
    """
    if file is None:
        given = os.fsencode(os.environ.get("SLARULES_PASSPHRASE", ""))
    else:
        given = file.read_bytes().partition(b"\n")[0].removesuffix(b"\r")
        if not given:
            raise UsageError(f"{file} holds no passphrase: its first line is empty")
    if len(given) > LONGEST:
        raise UsageError(f"a passphrase has at most {LONGEST} bytes")
    return given or None
