"""The servers that Kipux brings itself, around a command that needs them."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from kipux.entrypoints import boot
from kipux.entrypoints.cli.refused import Refused
from kipux.entrypoints.settings import Settings


class LiteLLMBeside(NamedTuple):
    """A LiteLLM proxy to run beside the app: the program, and its configuration file."""

    command: str
    config: Path


class Ready(NamedTuple):
    """The settings completed with what our own servers gave, and the database's URL."""

    settings: Settings
    database_url: str


@contextlib.contextmanager
def own_database(settings: Settings) -> Iterator[tuple[Ready, str]]:
    """The settings' database, or our own: where it runs already, which a sentence then says, else started for as long as this takes.

    Raises `CannotStart`, `Refused`.
    """
    with contextlib.ExitStack() as stack:
        try:
            ready, said = stack.enter_context(own_servers(settings))(), ""
        except boot.DataFolderInUse as reason:
            if (url := boot.running_url(settings.data_dir)) is None:
                raise
            ready, said = Ready(settings, url), str(reason)
        yield ready, said


@contextlib.contextmanager
def own_servers(settings: Settings, litellm: LiteLLMBeside | None = None) -> Iterator[Callable[[], Ready]]:
    """Launches what these settings do not name; the callable waits for it. Stops it all at the end, Postgres last.

    Raises `CannotStart`, here or in the callable, and `Refused` for a gateway that is given twice.
    """
    if litellm and settings.litellm_url:
        raise Refused("--litellm and KIPUX_LITELLM_URL name two gateways: give one of them.")
    with contextlib.ExitStack() as stack:
        postgres = boot.embedded_postgres(settings.data_dir) if settings.database_url is None else None
        if postgres:
            stack.callback(postgres.stop)
            postgres.launch()
        proxy = boot.litellm_process(*litellm, settings.data_dir / "litellm.log") if litellm else None
        if proxy:
            stack.callback(proxy.stop)
            proxy.launch()

        def wait() -> Ready:
            completed, database_url = settings, settings.database_url or ""
            if postgres:
                database_url = postgres.wait()
                key = settings.secret_key or boot.kept_secret(settings.data_dir / "secret.key")
                completed = msgspec.structs.replace(completed, secret_key=key)
            if proxy:
                print("Waiting for LiteLLM, which takes 10 to 30 seconds …", file=sys.stderr)
                url, key = proxy.wait()
                completed = msgspec.structs.replace(completed, litellm_url=url, litellm_key=key)
            return Ready(completed, database_url)

        yield wait
