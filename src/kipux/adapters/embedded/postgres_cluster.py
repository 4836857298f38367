"""The files of the embedded Postgres: made once, handed to the account that it runs as."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import rmtree

from kipux.adapters.embedded.child import Account
from kipux.adapters.embedded.errors import CannotStart
from kipux.adapters.embedded.postgres_binaries import MAJOR

ENVIRON = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}


def make_cluster(cluster: Path, programs: Path, account: Account | None, password: str, *, durable: bool) -> None:
    """`initdb` beside the cluster's place, then a rename: a start that was interrupted leaves no half cluster."""
    new = cluster.with_suffix(".new")
    rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if account:
        os.chown(new, *account)
    with _password_file(password, account) as word, handed_over(new, account) as (directory, descriptors):
        made = subprocess.run(
            [
                *(f"{programs}/initdb", "-D", directory, "-U", "kipux", "-E", "UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("-A", "scram-sha-256", f"--pwfile=/dev/fd/{word}"),
                *([] if durable else ["--no-sync"]),
            ],
            env=ENVIRON,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            pass_fds=(word, *descriptors),
            user=account and account.uid,
            group=account and account.gid,
            extra_groups=[] if account else None,
        )
    if made.returncode != 0:
        raise CannotStart(f"Postgres could not make its files in {new}:\n{made.stderr.strip()}")
    new.rename(cluster)


def check_version(cluster: Path) -> None:
    """Raises `CannotStart` when another major version of Postgres wrote these files."""
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != str(MAJOR):
        raise CannotStart(
            f"The data in {cluster} was written by Postgres {found} and this Kipux brings Postgres {MAJOR}: "
            "start the Kipux that wrote it, or move the data with pg_dump."
        )


@contextlib.contextmanager
def handed_over(directory: Path, account: Account | None) -> Iterator[tuple[str, Sequence[int]]]:
    """The directory's name for a child that runs as `account`, and the descriptors it must inherit for that.

    The account may not be able to walk to it (below a home that is closed, say). It need not: we open the directory and
    hand it down open, and the folders above keep their permissions.
    """
    if account is None:
        yield str(directory), ()
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _password_file(password: str, account: Account | None) -> Iterator[int]:
    """A file without a name that holds the password and that the account may open by its descriptor."""
    with tempfile.TemporaryFile() as file:
        file.write(password.encode())
        file.seek(0)  # for systems where /dev/fd shares our position
        if account:
            os.chown(file.fileno(), *account)
        yield file.fileno()
