"""A table of addresses that try to lead inside, and a canary that counts who comes."""

from collections.abc import AsyncIterator

import pytest

from kipux.adapters.open_web.guard import OpenWebGuard
from kipux.adapters.open_web.names import SystemNames
from kipux.adapters.open_web.reader import PlainReader
from kipux.domain.errors import AddressRefused
from kipux.domain.fetch_policy import FetchPolicy
from tests.services.plain_site import PlainSite, moved, page, serving_site

INSIDE = {
    "inside.example": ["127.0.0.1"],
    "inside6.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "zero.example": ["0.0.0.0"],
    "all.example": ["127.0.0.1", "::1", "10.0.0.1", "fd00::1", "169.254.169.254", "fe80::1%lo"],
    "metadata.google.internal": ["169.254.169.254"],
    "xn--and-6ma2c.example": ["127.0.0.1"],
}
HOSTILE = [
    # plainly inside
    *("127.0.0.1", "127.0.0.2", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1", "192.0.2.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    # other spellings of 127.0.0.1
    *("2130706433", "0x7f000001", "0x7F.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "0x7f.1", "0", "0x0"),
    *("127.0.0.1.", "127.000.000.001", "00000177.1", "127.0.0.0x1", "4294967297", "127.0.0.1..", "%31%32%37.0.0.1"),
    *("\uff11\uff12\uff17.0.0.1", "\u2460\u2461\u2466.0.0.1", "127\u30020\u30020\uff0e1", "127.0.0.1\u200b", "127\u00ad.0.0.1"),
    # IPv6
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]"),
    *("[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]"),
    *("[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%lo]", "[::1%25lo]", "[fec0::1]"),
    *("[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]"),
    # names
    *("localhost", "LOCALHOST", "localhost.", *INSIDE, "InSide.Example.", "\u00f1and\u00fa.example", "inside\u3002example"),
    # two readers, two minds
    *("user@127.0.0.1", "8.8.8.8@127.0.0.1", "8.8.8.8:80@127.0.0.1", "8.8.8.8\\@127.0.0.1", "127.0.0.1\\@8.8.8.8"),
    *("10.8.8.8#@127.0.0.1", "10.8.8.8?@127.0.0.1", "8.8.8.8 @127.0.0.1", "8.8.8.8\t@127.0.0.1", "8.8.8.8%2523@127.0.0.1"),
    *("127.0.0.1\r\nhost: a.example", "127.0.0.1\n.example", "127.0.0.1\0.example", "[::1].example", "[127.0.0.1]"),
]  # fmt: skip
WHOLE = [
    *("file:///etc/passwd", "file://localhost/etc/passwd", "ftp://127.0.0.1:{port}/", "gopher://127.0.0.1:{port}/_x", "dict://127.0.0.1:{port}/"),
    *("ws://127.0.0.1:{port}/", "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun/", "data:text/html,x", "jar:http://127.0.0.1:{port}/!/"),
    *("//127.0.0.1:{port}/", "///127.0.0.1:{port}/", "127.0.0.1:{port}", "http:127.0.0.1:{port}/", "http:/127.0.0.1:{port}/"),
    *("http:///127.0.0.1:{port}/", "http:\\\\127.0.0.1:{port}\\", "http://:{port}/", "\thttp://127.0.0.1:{port}/"),
    *("http://127.0.0.1:{port}/ x",),
    *("view-source:http://127.0.0.1:{port}/", "http://http://127.0.0.1:{port}/", "http://[::1]:{port}:80/", "https://127.0.0.1:{port}/"),
]  # fmt: skip


@pytest.fixture(scope="module")
async def canary() -> AsyncIterator[PlainSite]:
    """Listens at every address of this machine; nothing from outside reaches the port."""
    async with serving_site() as site, serving_site("::1", site.port) as sixth:
        site.answers["/"] = sixth.answers["/"] = page(b"caught")
        yield site
        assert sixth.connections == 0


@pytest.fixture(scope="module")
async def names() -> AsyncIterator[SystemNames]:
    names = SystemNames()
    yield names
    names.close()


@pytest.fixture(scope="module")
async def reader(names: SystemNames) -> PlainReader:
    async def known(name: str) -> list[str]:
        return INSIDE.get(name) or list(await names(name))

    return PlainReader(OpenWebGuard(FetchPolicy(), known))


def test_the_table_is_long() -> None:
    assert len({*HOSTILE, *WHOLE}) >= 100


@pytest.mark.parametrize("url", [*(f"http://{host}:{{port}}/" for host in HOSTILE), *WHOLE])
async def test_nothing_inside_is_fetched_or_even_connected_to(url: str, reader: PlainReader, canary: PlainSite) -> None:
    with pytest.raises(AddressRefused):
        await reader.fetch(url.replace("{port}", str(canary.port)))
    assert canary.connections == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "inside.example", "[::1]", "user@127.0.0.1"]
)
@pytest.mark.parametrize("scheme", ["http:", "https:", ""])
async def test_no_redirect_leads_there(host: str, scheme: str, canary: PlainSite) -> None:
    async def names(name: str) -> list[str]:
        return INSIDE.get(name, ["127.0.0.1"])

    async with serving_site() as outside:
        outside.answers["/"] = moved(f"{scheme}//{host}:{canary.port}/")
        reader = PlainReader(OpenWebGuard(FetchPolicy.of(f"127.0.0.1:{outside.port}"), names))
        with pytest.raises(AddressRefused):
            await reader.fetch(f"http://outside.example:{outside.port}/")
        assert outside.connections == 1
    assert canary.connections == 0


async def test_the_canary_would_have_been_reached(names: SystemNames) -> None:
    async with serving_site() as site:
        site.answers["/"] = page(b"caught")
        reader = PlainReader(OpenWebGuard(FetchPolicy.of("127.0.0.0/8"), names))
        assert (await reader.fetch(f"http://localhost:{site.port}/")).body == b"caught"
        assert site.connections == 1
