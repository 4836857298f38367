"""Postgres with pgvector from the wheel, as a process of our own on the loopback."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from kipux.adapters.embedded.child import end, free_port, spawn
from kipux.adapters.embedded.data_folder import DataFolderLock, kept_secret
from kipux.adapters.embedded.errors import CannotStart
from kipux.adapters.embedded.log_file import LogFile
from kipux.adapters.embedded.postgres_binaries import programs_for, unprivileged_account
from kipux.adapters.embedded.postgres_cluster import ENVIRON, check_version, handed_over, make_cluster
from kipux.adapters.embedded.postgres_orphan import end_orphan

_SILENCE_SECONDS = 30
# Somebody took the free port first, or the last of a killed server are still leaving: both pass.
_PASSING = ("Address already in use", "is still in use")
_TUNING = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "io_method": "sync",  # three processes fewer, for a database that fits in memory
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One cluster in `data_dir/postgres`, with a database `kipux`; `durable=False` is for tests, which may lose it.

    `start` and `stop` block; both belong in the main thread. While it runs, the data folder is locked for other processes.
    """

    def __init__(self, data_dir: Path, durable: bool = True) -> None:  # noqa: FBT001, FBT002 - said by name everywhere
        self._folder = data_dir.absolute()
        self._cluster = self._folder / "postgres"
        self._durable = durable
        self._lock: DataFolderLock | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Launch it, wait until it answers, and give its URL. Raises `CannotStart` (`DataFolderInUse` among them)."""
        self.launch()
        return self.wait()

    def launch(self) -> None:
        """Set it going, with a new cluster where there is none. Raises `CannotStart`, and then nothing is left running."""
        self._lock = DataFolderLock.take(self._folder)
        with self._undone_on_failure():
            self._account = unprivileged_account(self._cluster)
            self._programs = programs_for(self._account)
            if self._cluster.exists():
                check_version(self._cluster)
                end_orphan(self._cluster)
            else:
                password = kept_secret(self._folder / "postgres.password")
                make_cluster(self._cluster, self._programs, self._account, password, durable=self._durable)
            self._spawn()

    def wait(self) -> str:
        """The URL, once it answers. Raises `CannotStart`, and then nothing is left running."""
        with self._undone_on_failure():
            self._wait_until_ready()
            password = (self._folder / "postgres.password").read_text().strip()
            self._make_database(password)
            return f"postgresql://kipux:{password}@127.0.0.1:{self._port}/kipux"

    def stop(self) -> None:
        """Stop it, cleanly if it lets us, and let the data folder go. Doing so twice is harmless."""
        if self._process is not None:
            end(self._process, (signal.SIGINT, 20), (signal.SIGQUIT, 5))
            self._process = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _spawn(self) -> None:
        self._log = LogFile(self._folder / "postgres.log")
        self._port = free_port()
        settings = {**_TUNING, "port": str(self._port), **({} if self._durable else _FORGETFUL)}
        with handed_over(self._cluster, self._account) as (directory, descriptors):
            self._process = spawn(
                [
                    f"{self._programs}/postgres",
                    "-D",
                    directory,
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                log=self._log.path,
                parting=signal.SIGINT,
                environ=ENVIRON,
                account=self._account,
                pass_fds=descriptors,
            )

    def _wait_until_ready(self) -> None:
        """Recovery after a crash may take long and says so in the log: only silence ends our patience."""
        size, deadline = self._log.size(), time.monotonic() + _SILENCE_SECONDS
        while not self._is_ready():
            if self._process is None or self._process.poll() is not None:
                self._spawn_again_or_say_why(deadline)
            elif self._log.size() != size:
                size, deadline = self._log.size(), time.monotonic() + _SILENCE_SECONDS
            elif time.monotonic() > deadline:
                raise CannotStart(f"Postgres does not get ready; its log, {self._log.path}, says:\n{self._log.tail()}")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        """What pg_ctl looks at: the eighth line of postmaster.pid, once the first is our own child."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return self._process is not None and lines[:1] == [str(self._process.pid)] and lines[7:8] == ["ready   "]

    def _spawn_again_or_say_why(self, deadline: float) -> None:
        said = self._log.tail()
        if time.monotonic() > deadline or not any(reason in said for reason in _PASSING):
            raise CannotStart(f"Postgres ended while it started; its log, {self._log.path}, says:\n{said}")
        self._spawn()

    def _make_database(self, password: str) -> None:
        if not self._ask("SELECT 1 FROM pg_database WHERE datname = 'kipux'", password):
            self._ask("CREATE DATABASE kipux", password)

    def _ask(self, sql: str, password: str) -> str:
        place = ("-h", "127.0.0.1", "-p", str(self._port), "-U", "kipux", "-d", "postgres")
        answer = subprocess.run(
            [f"{self._programs}/psql", "-XAtq", "--no-password", *place, "-c", sql],
            env={**ENVIRON, "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "10"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode != 0:
            raise CannotStart(f"Postgres runs and refuses Kipux: {answer.stderr.strip()}")
        return answer.stdout.strip()

    @contextlib.contextmanager
    def _undone_on_failure(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.stop()
            raise CannotStart(f"Postgres cannot use {error.filename or self._folder}: {error.strerror}.") from error
        except BaseException:
            self.stop()
            raise
