"""Which addresses lie on the open internet."""

import pytest

from kipux.domain.address import is_address, is_public

PUBLIC = [
    "8.8.8.8",
    "168.63.129.17",
    "1.1.1.1",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]
INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "168.63.129.16",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2001:10::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "",
    "localhost",
    "8.8.8.8.",
    "2130706433",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_what_anybody_may_have_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_or_is_no_address_is_not(address: str) -> None:
    assert not is_public(address)


def test_a_name_is_no_address() -> None:
    assert [is_address(host) for host in ("::1", "fe80::1%eth0", "10.0.0.1", "a.example", "127.1", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
