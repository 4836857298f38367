"""Background work as asyncio tasks of this process."""

import asyncio
import logging
from collections.abc import Coroutine

from kipux.application.ports.background import Background

_log = logging.getLogger(__name__)


class AsyncioBackground(Background):
    """One task for each piece of work. After `close`, `start` raises `RuntimeError`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()  # asyncio itself holds tasks weakly
        self._is_closed = False

    def start(self, name: str, work: Coroutine[object, object, None]) -> None:
        """Run it now, in the caller's context (so that its log lines keep the request's id)."""
        if self._is_closed:
            work.close()  # or Python warns that it was never awaited
            raise RuntimeError(f"background work {name!r} came after the end")
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._settle)

    async def close(self, patience: float) -> None:
        """Cancel once, wait, and name in the log what did not end in time."""
        if not self._is_closed:
            self._is_closed = True
            for task in self._tasks:
                task.cancel()
        if not self._tasks:
            return
        _, stubborn = await asyncio.wait(set(self._tasks), timeout=patience)
        for task in stubborn:
            _log.warning("background work %r is still running after %s s", task.get_name(), patience)

    def _settle(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("background work %r failed", task.get_name(), exc_info=error)
