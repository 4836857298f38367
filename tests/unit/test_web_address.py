"""How URLs by strangers are read."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipux.domain.errors import AddressRefused
from kipux.domain.web_address import URL_LENGTH, WebAddress, checked_address


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/A?b=C#d", "https://example.org/A?b=C"),
        ("http://example.org:8080?q", "http://example.org:8080/?q"),
        ("http://example.org.:80/", "http://example.org/"),
        ("https://es.wikipedia.org/wiki/Quipú?x=ñ", "https://es.wikipedia.org/wiki/Quip%C3%BA?x=%C3%B1"),
        ("https://example.org/a%20b%2Fc/%ZZ", "https://example.org/a%20b%2Fc/%ZZ"),
        ("https://example.org/a[1]|b;c='d'(e)", "https://example.org/a[1]|b;c='d'(e)"),
        ('https://example.org/<b>"`{}^', "https://example.org/%3Cb%3E%22%60%7B%7D%5E"),
        ("https://example.org/x@y:z//w", "https://example.org/x@y:z//w"),
        ("https://ñandú.example/", "https://xn--and-6ma2c.example/"),
        ("https://a_b.-c.example/", "https://a_b.-c.example/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://\uff18。\uff18\uff0e8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700:4700:0::1111]:81/", "http://[2606:4700:4700::1111]:81/"),
        ("http://1.example/", "http://1.example/"),
        ("http://0x7f.example/", "http://0x7f.example/"),
    ],
)
def test_a_url_is_written_in_one_way(url: str, read: str) -> None:
    assert checked_address(url).url == read


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "example.org", "//example.org/", "http:", "http://", "http:///x", "http:example.org", "http:/example.org"),
        *("ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "gopher://example.org/1"),
        *("httpx://example.org/", " http://example.org/", "http://example.org/ ", "http://example.org/a b", "http ://example.org/"),
        *("http://example.org/\r\nx: y", "http://exam\tple.org/", "http://example.org\n", "http://example.org\0.evil.example/"),
        *("http://example.org\\@evil.example/", "http:\\\\example.org\\", "http://example.org/\\evil", "http://example.org/\u2028"),
        *("http://user@example.org/", "http://user:pass@example.org/", "http://@example.org/", "http://a@b@example.org/"),
        *("http://example.org:/", "http://example.org:0/", "http://example.org:65536/", "http://example.org:-1/"),
        *("http://example.org:80:80/", "http://example.org:\uff18\uff10/", "http://example.org:8_0/", "http://:80/", "http://.example.org/"),
        *("http://example..org/", "http://example.org../", "http://./", "http://exa%6dple.org/", "http://127.0.0.1%2f@x.example/"),
        *("http://exa$mple.org/", "http://*.example.org/", "http://example.org,evil.example/", "http://evil℀.example/"),
        *("http://example.org\uff1a80/", "http://example\uff20evil.example/", "http://example\uff0fevil.example/",),
        *("http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://127.1/", "http://0177.0.0.1/"),
        *("http://0x7f.0.0.1/", "http://127.0.0.01/", "http://127.0.0.1.1/", "http://256.0.0.1/", "http://1.2.3/", "http://0/"),
        *("http://example.1/", "http://example.0x/", "http://[::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1/"),
        *("http://::1/", "http://[]/", "http://[::1]x/", "http://[127.0.0.1]/", "http://[::ffff:127.1]/", "http://[v1.x]/"),
        *("http://[[::1]]/", "http://example.org[::1]/", "http://exam\u202eple.org/", "http://exam\ud800ple.org/"),
        f"http://example.org/{'a' * URL_LENGTH}",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 200}example/",
    ],
)  # fmt: skip
def test_what_is_not_plainly_one_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address(url)


@pytest.mark.parametrize(
    ("location", "read"),
    [
        ("/b", "http://example.org:81/b"),
        ("b?c#d", "http://example.org:81/x/b?c"),
        ("?c", "http://example.org:81/x/y?c"),
        ("//other.example/b", "http://other.example/b"),
        ("https://other.example", "https://other.example/"),
        (" /a b ", "http://example.org:81/a%20b"),
        ("../../../etc", "http://example.org:81/etc"),
    ],
)
def test_a_redirect_leads_on_from_where_one_is(location: str, read: str) -> None:
    assert checked_address("http://example.org:81/x/y?z").leads_to(location).url == read


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "javascript:x",
        "//[",
        "http://[::1",
        "\\\\evil.example",
        "/\x00",
        "//user@evil.example/",
        "data:,x",
    ],
)
def test_a_redirect_elsewhere_is_refused(location: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address("http://example.org/").leads_to(location)


HOSTILE = st.text(
    st.one_of(st.sampled_from("http://:@[]%\\?#.0x7f127ñ。\uff0e\uff11 \t"), st.characters()), max_size=60
)


@given(
    st.one_of(HOSTILE, HOSTILE.map(lambda text: f"http://{text}"), HOSTILE.map(lambda text: f"https://a.example{text}"))
)
def test_whatever_is_let_through_reads_the_same_again_and_to_others(url: str) -> None:
    try:
        address = checked_address(url)
    except AddressRefused:
        return
    assert isinstance(address, WebAddress)
    assert checked_address(address.url) == address
    others = urlsplit(address.url)
    assert (others.scheme, others.hostname, others.username) == (address.scheme, address.host, None)
    assert address.url.isascii()
    assert address.url.isprintable()
