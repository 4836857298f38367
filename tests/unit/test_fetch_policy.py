"""What an administrator lists, what ports are refused, and what a browser is told."""

import re
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipux.domain.address import is_public
from kipux.domain.errors import AddressRefused
from kipux.domain.fetch_policy import MOST_ADDRESSES, FetchPolicy
from kipux.domain.web_address import checked_address

OPEN = FetchPolicy()


def admits(listed: str, url: str, ip: str) -> bool:
    return FetchPolicy.of(listed).admits(url, ip)


def is_rejected(policy: FetchPolicy, url: str) -> bool:
    return any(re.search(pattern, url, re.ASCII) for pattern in policy.reject_patterns)


@pytest.mark.parametrize(
    ("listed", "url", "ip"),
    [
        ("wiki", "http://wiki/", "10.0.0.1"),
        ("wiki", "https://WIKI.:8443/", "fd00::1"),
        (" a.example , wiki:8080 ", "http://wiki:8080/", "10.0.0.1"),
        ("wiki:80", "http://wiki/", "10.0.0.1"),
        ("wiki:6379", "http://wiki:6379/", "10.0.0.1"),
        ("ñandú.example", "http://ÑANDÚ.example/", "10.0.0.1"),
        ("10.0.0.0/8", "http://10.1.2.3/", "10.1.2.3"),
        ("10.0.0.0/8", "http://any.example:8080/", "10.1.2.3"),
        ("10.1.2.3", "http://any.example/", "10.1.2.3"),
        ("127.0.0.1:8080", "http://any.example:8080/", "127.0.0.1"),
        ("fd00::/8", "http://[fd00::5]/", "fd00::5"),
        ("fd00::5", "http://[fd00:0::5]:81/", "fd00::5"),
        ("[::1]:8080", "http://[::1]:8080/", "::1"),
    ],
)
def test_what_is_listed_is_admitted(listed: str, url: str, ip: str) -> None:
    assert not OPEN.admits(url, ip)
    assert admits(listed, url, ip)


@pytest.mark.parametrize(
    ("listed", "url", "ip"),
    [
        ("wiki", "http://other/", "10.0.0.1"),
        ("wiki", "http://sub.wiki/", "10.0.0.1"),
        ("wiki", "http://wiki:6379/", "10.0.0.1"),
        ("wiki:8080", "http://wiki/", "10.0.0.1"),
        ("wiki:80", "https://wiki/", "10.0.0.1"),
        ("10.0.0.0/8", "http://11.wiki/", "192.168.0.1"),
        ("10.0.0.0/8", "http://any.example:6379/", "10.1.2.3"),
        ("10.0.0.0/8", "http://any.example/", "::ffff:10.1.2.3"),
        ("127.0.0.1:8080", "http://127.0.0.1:8081/", "127.0.0.1"),
        ("[::1]:8080", "http://[::1]/", "::1"),
    ],
)
def test_nothing_more_is(listed: str, url: str, ip: str) -> None:
    assert not admits(listed, url, ip)


@pytest.mark.parametrize(
    "listed",
    [
        *(",", "wiki,", "http://wiki", "wiki/path", "wiki:", "wiki:0", "wiki:http", "*", "*.example", "wiki wiki", "me@wiki"),
        *("10.0.0.0/33", "10.1.2.3/8", "10.0.0.0-10.0.0.9", "10.1", "wiki?x", "wiki#x", "[::1", "fe80::1%eth0", "::1:x"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_refused(listed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # its text is for nobody
        FetchPolicy.of(listed)


def test_nothing_listed_is_the_open_internet() -> None:
    assert FetchPolicy.of("") == FetchPolicy.of("  ") == OPEN


@pytest.mark.parametrize("port", [1, 22, 25, 587, 3306, 5432, 6000, 6379, 11211, 27017])
def test_ports_of_other_services_are_refused_anywhere(port: int) -> None:
    assert not OPEN.admits(f"https://a.example:{port}/", "8.8.8.8")
    assert is_rejected(OPEN, f"https://a.example:{port}/x")


@pytest.mark.parametrize("port", [80, 443, 81, 3000, 8000, 8080, 8443, 9200, 65535])
def test_ports_of_pages_are_not(port: int) -> None:
    assert OPEN.admits(f"https://a.example:{port}/", "8.8.8.8")
    assert not is_rejected(OPEN, f"https://a.example:{port}/x")


def test_of_many_addresses_the_first_few_outside_are_taken() -> None:
    found = ["10.0.0.1", *(f"8.8.8.{number}" for number in range(20))]
    assert OPEN.admitted(checked_address("http://a.example"), found) == tuple(found[1 : MOST_ADDRESSES + 1])
    with pytest.raises(AddressRefused):
        OPEN.admitted(checked_address("http://a.example"), ["10.0.0.1"])


@pytest.mark.parametrize(
    ("url", "rejected"),
    [
        ("https://example.org/", False),
        ("https://example.org/?u=http://127.0.0.1/", False),
        ("https://example.org/@x", False),
        ("data:image/png;base64,AAAA", False),
        ("blob:https://example.org/1", False),
        ("about:blank", False),
        ("http://8.8.8.8/", False),
        ("http://127.example.org/", False),
        ("https://local.example.org/", False),
        ("file:///etc/passwd", True),
        ("ftp://example.org/", True),
        ("ws://example.org/", True),
        ("chrome://settings", True),
        ("http://user@example.org/", True),
        ("http://127.0.0.1/", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://169.254.169.254/latest", True),
        ("http://[::1]/", True),
        ("http://[2606:4700:4700::1111]/", True),
        ("http://localhost/", True),
        ("http://localhost", True),
        ("http://redis:81/", True),
        ("http://printer.local/", True),
        ("http://metadata.google.internal/", True),
        ("http://a.localhost./", True),
    ],
)
def test_a_browser_asks_for_nothing_that_looks_inside(url: str, rejected: bool) -> None:  # noqa: FBT001  # a column of the table
    assert is_rejected(OPEN, url) is rejected


@pytest.mark.parametrize(
    ("listed", "asked", "rejected"),
    [
        ("wiki", ["http://wiki/", "https://wiki:8443", "http://wiki?x"], ["http://wikis/", "http://a.wiki.local/", "ftp://wiki/"]),
        ("wiki:80", ["http://wiki/", "http://wiki:80/"], ["http://wiki:81/", "https://wiki/"]),
        ("wiki:443", ["https://wiki/"], ["http://wiki/"]),
        ("10.1.0.0/18", ["http://10.1.63.9/", "http://10.1.0.1:81/"], ["http://10.1.64.1/", "http://10.2.0.1/", "http://110.1.1.1.local/"]),
        ("0.0.0.0/0", ["http://127.0.0.1:1/"], ["http://localhost/"]),
        ("::1, [fd00::1]:81", ["http://[::1]:8/", "http://[fd00::1]:81/"], ["http://[fd00::1]/", "http://[::11]/"]),
        ("fd00::/8", [], ["http://[fd00::1]/"]),
    ],
)  # fmt: skip
def test_a_browser_asks_for_what_is_listed(listed: str, asked: list[str], rejected: list[str]) -> None:
    policy = FetchPolicy.of(listed)
    assert [url for url in (*asked, *rejected) if is_rejected(policy, url)] == rejected


@given(st.one_of(st.integers(0, 2**32 - 1).map(IPv4Address), st.ip_addresses(v=4)))
def test_a_browser_and_the_guard_agree_on_ipv4(address: IPv4Address) -> None:
    assert is_rejected(OPEN, f"http://{address}/") is not is_public(str(address))
