"""Stopping when the process that started us is gone."""

import os
import signal
import threading
import time

_EVERY_SECONDS = 0.5


def stop_when_gone(parent: int) -> None:
    """Stop as by SIGTERM once `parent` is no longer our parent. Polled, since not every system tells.

    Start it after our children: Linux ties their end to a thread, and forking wants to be the only one.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
