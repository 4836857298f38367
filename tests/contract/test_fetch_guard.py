"""What every `FetchGuard` promises."""

import re
from collections.abc import Sequence

import pytest

from kipux.adapters.memory.open_web import MemoryFetchGuard
from kipux.adapters.open_web.guard import OpenWebGuard
from kipux.application.ports.fetch_guard import FetchGuard
from kipux.domain.errors import AddressRefused, PageUnreachable
from kipux.domain.fetch_policy import FetchPolicy

POLICY = FetchPolicy.of("wiki.example, 10.1.0.0/16, 127.0.0.1:8080")
NAMES = {
    "open.example": ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "both.example": ["10.0.0.1", "93.184.215.14", "::1"],
    "inside.example": ["10.0.0.1", "fd00::1", "::ffff:127.0.0.1"],
    "wiki.example": ["192.168.7.7"],
    "xn--quip-tra.example": ["93.184.215.14"],
}


@pytest.fixture(params=["memory", "open_web"])
def guard(request: pytest.FixtureRequest) -> FetchGuard:
    async def names(name: str) -> Sequence[str]:
        if name not in NAMES:
            raise PageUnreachable
        return NAMES[name]

    return MemoryFetchGuard(POLICY, NAMES) if request.param == "memory" else OpenWebGuard(POLICY, names)


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("https://open.example/x?y#z", NAMES["open.example"]),
        ("HTTP://Open.Example.:80", NAMES["open.example"]),
        ("https://both.example/", ["93.184.215.14"]),
        ("https://quipú.example/", ["93.184.215.14"]),
        ("http://8.8.8.8:8080/", ["8.8.8.8"]),
        ("http://[2606:4700:4700::1111]/", ["2606:4700:4700::1111"]),
        ("http://wiki.example:9000/", ["192.168.7.7"]),
        ("http://10.1.255.255/", ["10.1.255.255"]),
        ("http://127.0.0.1:8080/", ["127.0.0.1"]),
    ],
)
async def test_what_may_be_fetched_leads_to_addresses_that_may_be_connected_to(
    guard: FetchGuard, url: str, addresses: list[str]
) -> None:
    assert list(await guard.addresses(url)) == addresses
    assert all(guard.admits(url, address) for address in addresses)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://inside.example/",
            "http://10.0.0.1/",
            "http://127.0.0.1:8081/",
            "http://[::1]/",
            "http://2130706433/",
        ),
        *(
            "ftp://open.example/",
            "file:///etc/passwd",
            "https://me:pass@open.example/",
            "http://open.example:6379/",
            "",
        ),
    ],
)
async def test_what_may_not_is_refused(guard: FetchGuard, url: str) -> None:
    with pytest.raises(AddressRefused):
        await guard.addresses(url)


async def test_a_name_that_nobody_knows_is_unreachable(guard: FetchGuard) -> None:
    with pytest.raises(PageUnreachable):
        await guard.addresses("https://nobody.example/")


@pytest.mark.parametrize(
    ("url", "ip"),
    [
        ("https://open.example/", "10.0.0.1"),
        ("https://open.example/", "::ffff:127.0.0.1"),
        ("https://open.example/", "not an address"),
        ("https://open.example/", ""),
        ("http://127.0.0.1:8081/", "127.0.0.1"),
        ("file:///etc/passwd", "8.8.8.8"),
        ("", "8.8.8.8"),
    ],
)
def test_what_came_from_elsewhere_is_not_admitted(guard: FetchGuard, url: str, ip: str) -> None:
    assert not guard.admits(url, ip)


def test_a_browser_is_told_what_not_to_ask_for(guard: FetchGuard) -> None:
    patterns = [re.compile(pattern) for pattern in guard.reject_patterns]
    rejected = {
        url: any(pattern.search(url) for pattern in patterns)
        for url in (
            "https://open.example/a",
            "http://wiki.example/",
            "http://10.1.2.3:81/",
            "http://10.2.2.3/",
            "ftp://a.example/",
        )
    }
    assert list(rejected.values()) == [False, False, False, True, True]
