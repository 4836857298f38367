import asyncio
import contextvars
import gc
import logging
from collections.abc import AsyncIterator

import pytest

from kipux.adapters.system.background import AsyncioBackground
from kipux.application.ports.background import Background

PATIENCE_S = 30.0


@pytest.fixture
async def background() -> AsyncIterator[Background]:
    background = AsyncioBackground()
    yield background
    await background.close(patience=PATIENCE_S)


async def test_work_runs_on_its_own(background: Background) -> None:
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        gc.collect()
        await asyncio.sleep(0)
        done.set()

    background.start("work", work())
    async with asyncio.timeout(PATIENCE_S):
        await done.wait()


async def test_work_keeps_the_context_of_who_started_it(background: Background) -> None:
    request: contextvars.ContextVar[str] = contextvars.ContextVar("request", default="none")
    seen: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        seen.set_result(request.get())

    request.set("r-1")
    background.start("work", work())
    request.set("r-2")
    async with asyncio.timeout(PATIENCE_S):
        assert await seen == "r-1"


async def test_what_work_raises_is_logged_with_its_traceback_and_stops_nothing_else(
    background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    done = asyncio.Event()

    async def broken() -> None:
        raise LookupError("the reason")

    async def works() -> None:
        done.set()

    background.start("the broken one", broken())
    background.start("the other", works())
    async with asyncio.timeout(PATIENCE_S):
        await done.wait()
        while not caplog.records:
            await asyncio.sleep(0)
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert "the broken one" in record.getMessage()
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], LookupError)


async def test_closing_cancels_once_and_waits_for_the_tidying(
    background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    began, tidy, cancelled = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append("once")
            await asyncio.sleep(0.05)
            tidy.set()
            raise

    background.start("work", work())
    await began.wait()
    await asyncio.gather(background.close(PATIENCE_S), background.close(PATIENCE_S))
    assert tidy.is_set()
    assert cancelled == ["once"]
    assert not caplog.records


async def test_closing_is_not_held_up_by_work_that_will_not_end(
    background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    release = asyncio.Event()
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    background.start("the stubborn one", work())
    await began.wait()
    async with asyncio.timeout(PATIENCE_S):
        await background.close(patience=0.05)
    assert "the stubborn one" in caplog.text
    release.set()


async def test_work_that_is_closed_before_its_first_step_never_runs(background: Background) -> None:
    ran = False

    async def work() -> None:
        nonlocal ran
        ran = True

    background.start("work", work())
    await background.close(PATIENCE_S)
    gc.collect()  # a coroutine that was never awaited would warn now, and warnings are errors
    assert not ran


async def test_nothing_starts_after_the_end(background: Background) -> None:
    async def work() -> None:
        """Never runs."""

    await background.close(PATIENCE_S)
    with pytest.raises(RuntimeError, match="late work"):
        background.start("late work", work())
    gc.collect()


async def test_what_fails_while_tidying_is_logged(background: Background, caplog: pytest.LogCaptureFixture) -> None:
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise LookupError("while tidying")

    background.start("work", work())
    await began.wait()
    await background.close(PATIENCE_S)
    await asyncio.sleep(0)
    assert "while tidying" in caplog.text
