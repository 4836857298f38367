"""Where a browser may be sent after it has signed in."""

import pytest

from kipux.entrypoints.web.safe_next import safe_next


@pytest.mark.parametrize(
    "path",
    ["/", "/chat", "/chat/018f0000?x=1&y=a+b#end", "/search?q=se%C3%B1or", "/a/../b", "/x?next=https://a.example"],
)
def test_paths_of_our_own_are_kept(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "chat",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\x00/chat",
        " /chat",
        "/chat\r\nset-cookie: a=b",
        "https://evil.example",
        "javascript:alert(1)",
        "/%2fevil.example",
        "/%5cevil.example",
        "/%09/evil.example",
        "/%252fevil.example",
        "/%25252525252fevil.example",
        "/%0d%0aset-cookie: a=b",
    ],
)
def test_anything_else_leads_home(path: str | None) -> None:
    assert safe_next(path) == "/chat"
