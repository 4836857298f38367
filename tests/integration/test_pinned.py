"""Name servers that change their mind, and certificates: a connection goes where it was judged to go, and to whom.

The site listens at 127.0.0.2, a canary at the same port of 127.0.0.1.
"""

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kipux.adapters.open_web.guard import OpenWebGuard
from kipux.adapters.open_web.reader import PlainReader
from kipux.domain.errors import AddressRefused, PageUnreachable
from kipux.domain.fetch_policy import FetchPolicy
from tests.integration.reading import CONTEXT, localhost, reader_of
from tests.services.plain_site import PlainSite, moved, page, serving_site


@pytest.fixture
async def pair() -> AsyncIterator[tuple[PlainSite, PlainSite]]:
    async with serving_site("127.0.0.2") as site, serving_site("127.0.0.1", site.port) as canary:
        yield site, canary


async def test_a_name_is_asked_for_once_and_connected_to_as_judged(pair: tuple[PlainSite, PlainSite]) -> None:
    site, canary = pair
    site.answers["/"] = page(b"as judged")
    answers = iter([["127.0.0.2"], ["127.0.0.1"], ["127.0.0.1"]])

    async def names(_: str) -> list[str]:
        return next(answers)

    reader = reader_of("127.0.0.2", names)
    assert (await reader.fetch(f"http://rebind.example:{site.port}/")).body == b"as judged"
    assert len(list(answers)) == 2
    assert canary.connections == 0


async def test_each_redirect_is_judged_anew(pair: tuple[PlainSite, PlainSite]) -> None:
    site, canary = pair
    site.answers["/"] = moved("/")
    answers = iter([["127.0.0.2"], ["127.0.0.2"], ["127.0.0.1"]])

    async def names(_: str) -> list[str]:
        return next(answers)

    with pytest.raises(AddressRefused):
        await reader_of("127.0.0.2", names).fetch(f"http://rebind.example:{site.port}/")
    assert (site.connections, canary.connections) == (2, 0)


async def test_an_address_inside_is_not_tried_when_those_outside_fail(pair: tuple[PlainSite, PlainSite]) -> None:
    site, canary = pair

    async def names(_: str) -> list[str]:
        return ["127.0.0.1", "127.0.0.3"]

    with pytest.raises(PageUnreachable):
        await reader_of("127.0.0.3", names).fetch(f"http://both.example:{site.port}/")
    assert canary.connections == 0


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("site.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    )
    return path


async def test_it_is_checked_against_the_name(certificate: Path) -> None:
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))
    async with serving_site(ssl_context=ours) as site:
        site.answers["/"] = page(b"sealed")
        guard = OpenWebGuard(FetchPolicy.of(f"127.0.0.1:{site.port}"), localhost)
        known, stranger = PlainReader(guard, ssl_context=trusting), PlainReader(guard, ssl_context=CONTEXT)
        assert (await known.fetch(f"https://site.example:{site.port}/")).body == b"sealed"
        for reader, host in ((known, "other.example"), (known, "127.0.0.1"), (stranger, "site.example")):
            with pytest.raises(PageUnreachable):
                await reader.fetch(f"https://{host}:{site.port}/")
        assert len(site.heads) == 1
