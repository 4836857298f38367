"""Text out of pages, read by processes that may be killed."""

import asyncio
import logging

from kipux.adapters.extraction.process import WorkerBroke, WorkerProcess
from kipux.adapters.extraction.wire import Answer
from kipux.application.ports.text_extractor import TextExtractor
from kipux.domain.errors import PageUnreadable
from kipux.domain.page import Fetched, Page

log = logging.getLogger(__name__)

MOST_BYTES = 5_000_000
_WORKERS = 2
_SECONDS = 4.0
_MEMORY_BYTES = 1 << 30


class WorkerTextExtractor(TextExtractor):
    """At most two processes, each started when it is first needed and kept for the next page. One that takes longer than `seconds`
    for a page, more than `memory_bytes` of address space, or whose page is not waited for any more, is killed.
    """

    def __init__(
        self, *, workers: int = _WORKERS, seconds: float = _SECONDS, memory_bytes: int = _MEMORY_BYTES
    ) -> None:
        self._turns = asyncio.Semaphore(workers)
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._idle: list[WorkerProcess] = []

    async def extract(self, fetched: Fetched) -> Page:
        """What can be read, after those who came before."""
        if len(fetched.body) > MOST_BYTES:
            raise PageUnreadable
        try:
            async with self._turns:
                answer = await self._asked(fetched)
        except (TimeoutError, WorkerBroke) as error:
            log.info("A page of %s bytes, %s, broke its reader: %r", len(fetched.body), fetched.media_type, error)
            raise PageUnreadable from None
        if answer.page is None:
            raise PageUnreadable
        return answer.page

    async def warm(self) -> None:
        """Have a process ready, so that the first page is not read later than the others."""
        async with self._turns:
            self._idle.append(await self._worker())

    async def close(self) -> None:
        """End the processes that have nothing to do; the others end with what they do."""
        while self._idle:
            await self._idle.pop().end()

    async def _asked(self, fetched: Fetched) -> Answer:
        """Asked again when the process is gone: it may have been while nobody looked."""
        try:
            return await self._ask(fetched)
        except WorkerBroke:
            return await self._ask(fetched)

    async def _ask(self, fetched: Fetched) -> Answer:
        worker = await self._worker()
        try:
            async with asyncio.timeout(self._seconds):
                return await worker.ask(fetched)
        finally:
            await self._put_back(worker)

    async def _worker(self) -> WorkerProcess:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_fit:
                return worker
            await worker.end()
        return await WorkerProcess.started(self._memory_bytes)

    async def _put_back(self, worker: WorkerProcess) -> None:
        if worker.is_fit:
            self._idle.append(worker)
        else:
            await worker.end()
