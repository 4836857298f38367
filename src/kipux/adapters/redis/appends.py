"""Sending many writers' appends in few round trips."""

import asyncio
from collections.abc import Sequence

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from kipux.adapters.redis import scripts
from kipux.adapters.redis.reachable import reachable
from kipux.domain.errors import Unavailable

Words = tuple[str | bytes | int, ...]
"""The keys and arguments of one call of the APPEND script."""

_AT_ONCE = 200


class Appends:
    """Calls the APPEND script. What comes while a round trip is under way goes with the next: alone, an append waits for
    nothing; under load, one round trip carries many, which costs a fraction of as many round trips. Order is kept.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._sha: str | None = None
        self._waiting: list[tuple[Words, asyncio.Future[bool]]] = []
        self._sender: asyncio.Task[None] | None = None

    async def send(self, words: Words) -> bool:
        """Whether what comes before it was there. Raises `Unavailable`; it may have been written even so. Cancelling the
        caller does not take back what was handed over.
        """
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((words, answer))
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send_all(), name="redis appends")
        return bool(await answer)

    async def _send_all(self) -> None:
        while self._waiting:
            now, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
            outcomes = await self._outcomes([words for words, _ in now])
            for (_, answer), outcome in zip(now, outcomes, strict=True):
                if answer.done():
                    continue  # its caller was cancelled
                if isinstance(outcome, Exception):
                    answer.set_exception(_unavailable(outcome))
                else:
                    answer.set_result(outcome == 1)

    async def _outcomes(self, calls: Sequence[Words]) -> Sequence[object]:
        try:
            async with reachable():
                outcomes = await self._round_trip(calls)
                if any(
                    isinstance(outcome, NoScriptError) for outcome in outcomes
                ):  # a new server: repeating is harmless
                    self._sha = None
                    outcomes = await self._round_trip(calls)
        except Unavailable as error:
            return [error] * len(calls)
        return outcomes

    async def _round_trip(self, calls: Sequence[Words]) -> Sequence[object]:
        if self._sha is None:
            self._sha = str(await self._redis.script_load(scripts.APPEND))
        async with self._redis.pipeline(transaction=False) as pipe:
            for words in calls:
                pipe.evalsha(self._sha, 2, *words)
            return await pipe.execute(raise_on_error=False)


def _unavailable(cause: BaseException) -> Unavailable:
    error = Unavailable()
    error.__cause__ = cause
    return error
