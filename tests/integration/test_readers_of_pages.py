"""The processes that read pages, beside a Kipux that serves."""

import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.integration.serving import serving

_PATIENCE_S = 10


def readers(pid: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(pid).children() if "kipux.adapters.extraction.worker" in child.cmdline()]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_one_is_ready_where_there_is_a_search_engine_and_ends_with_kipux_however_that_ends(
    tmp_path: Path, how: signal.Signals
) -> None:
    with serving(tmp_path, KIPUX_SEARXNG_URL="http://127.0.0.1:1") as kipux:
        deadline = time.monotonic() + _PATIENCE_S
        while not (found := readers(kipux.process.pid)):
            assert time.monotonic() < deadline, "no reader was started"
            time.sleep(0.02)
        kipux.stop(how)
    gone, alive = psutil.wait_procs(found, timeout=_PATIENCE_S)
    assert (len(gone), alive) == (1, [])


def test_none_is_started_where_nothing_can_be_looked_up(tmp_path: Path) -> None:
    with serving(tmp_path) as kipux:
        assert readers(kipux.process.pid) == []
        kipux.stop(signal.SIGTERM)
