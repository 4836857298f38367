"""`kipux serve`."""

import contextlib
import gc
import os

from kipux.entrypoints.cli.listener import listen
from kipux.entrypoints.cli.logs import log_to_stderr
from kipux.entrypoints.cli.own_servers import LiteLLMBeside, own_servers
from kipux.entrypoints.cli.parent import stop_when_gone
from kipux.entrypoints.cli.refused import Refused
from kipux.entrypoints.cli.stop_signals import interrupt, stop_signals
from kipux.entrypoints.settings import Settings


def serve(settings: Settings, *, litellm: LiteLLMBeside | None, stop_with_parent: bool) -> int:
    """Serve until a signal, or the parent's end, stops it. Raises `Refused`, `CannotStart`."""
    log_to_stderr(settings.log_level)
    parent = os.getppid()
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        stack.enter_context(stop_signals(interrupt))
        listener = stack.enter_context(listen(settings.host, settings.port))
        wait = stack.enter_context(own_servers(settings, litellm))
        if stop_with_parent:
            stop_when_gone(parent)

        # Seconds of imports, in which our own servers boot.
        from kipux.entrypoints.cli.schema import bring_schema_up, require_current_schema  # noqa: PLC0415
        from kipux.entrypoints.cli.server import Server  # noqa: PLC0415
        from kipux.entrypoints.container import Container  # noqa: PLC0415

        gc.freeze()  # what they made stays for good: no stream has to wait while it is gone through again

        ready = wait()
        (bring_schema_up if settings.embedded else require_current_schema)(ready.database_url)
        container = Container(settings=ready.settings, database_url=ready.database_url)
        try:
            Server(container, settings).run(sockets=[listener])
        except SystemExit:
            raise Refused("The web server did not start; the log above says why.") from None
    return 0
