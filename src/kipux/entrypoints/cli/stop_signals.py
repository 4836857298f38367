"""The signals that ask Kipux to stop."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType

Handler = Callable[[int, FrameType | None], object]


@contextlib.contextmanager
def stop_signals(handler: Handler) -> Iterator[None]:
    """Ctrl+C, SIGTERM and a closed terminal go to this handler; under `nohup` the terminal may close."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def interrupt(_: int, __: FrameType | None) -> None:
    """A handler that unwinds from wherever we are, as Ctrl+C does."""
    raise KeyboardInterrupt
