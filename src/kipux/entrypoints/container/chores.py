"""What is done over and over, or until it has worked, while Kipux serves."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

from kipux.domain.errors import Unavailable

logger = logging.getLogger(__name__)

_RETRY_S = 5


async def once(use_case: Callable[[], Awaitable[int]]) -> None:
    """Tried until it has worked."""
    while True:
        try:
            number = await use_case()
        except Unavailable:
            await asyncio.sleep(_RETRY_S)
        else:
            logger.warning("Keys sealed anew: %s. KIPUX_SECRET_KEY_OLD may go now", number)
            return


async def again(use_case: Callable[[], Awaitable[object]], every_s: float) -> NoReturn:
    """Every so many seconds, whatever goes wrong: one bad time is told in the log, and is not the last."""
    while True:
        try:
            await use_case()
        except Unavailable as error:
            logger.warning("Tried again in %s s: %s", every_s, error.code)
        except Exception:
            logger.exception("Tried again in %s s", every_s)
        await asyncio.sleep(every_s)
