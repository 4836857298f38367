"""A process that reads pages: `python -m kipux.adapters.extraction.worker <bytes of memory>`, fed through its standard input.

It holds no key of ours, opens no connection, and may be killed at any time.
"""

import contextlib
import os
import signal
import sys
from typing import BinaryIO

import msgspec

from kipux.adapters.extraction.errors import Unreadable
from kipux.adapters.extraction.reading import page_of
from kipux.adapters.extraction.wire import HEAD, Answer, framed
from kipux.domain.page import Fetched, Page

_ORPHANED_S = 30
"""A worker that reads one page for so long has nobody left who would end it."""
_GROWN = 256 << 20
_HAS_LIMITS = sys.platform != "win32"

if _HAS_LIMITS:
    import resource


def main() -> None:
    """Answer page after page, until nobody asks any more."""
    pages, answers = sys.stdin.buffer, _own_output()
    _limit(int(sys.argv[1]))
    began_at = _peak_bytes()
    while len(head := pages.read(HEAD.size)) == HEAD.size:
        fetched = msgspec.msgpack.decode(pages.read(HEAD.unpack(head)[0]), type=Fetched)
        page, retires = _read(fetched)
        retires = retires or _peak_bytes() - began_at > _GROWN
        answers.write(framed(msgspec.msgpack.encode(Answer(page, retires))))
        answers.flush()
        if retires:
            return


def _own_output() -> BinaryIO:
    """Standard output, which nobody else in this process writes to from now on."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output


def _limit(memory_bytes: int) -> None:
    if _HAS_LIMITS:
        with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit, or has a lower one
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(fetched: Fetched) -> tuple[Page | None, bool]:
    """The page, and whether reading it has cost so much that this process should end."""
    _alarm(_ORPHANED_S)
    try:
        return page_of(fetched), False
    except Unreadable:
        return None, False
    except Exception:  # noqa: BLE001 - whatever a library finds to say about a stranger's bytes, they cannot be read
        return None, True
    finally:
        _alarm(0)


def _alarm(seconds: int) -> None:
    if _HAS_LIMITS:
        signal.alarm(seconds)


def _peak_bytes() -> int:
    if not _HAS_LIMITS:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main()
