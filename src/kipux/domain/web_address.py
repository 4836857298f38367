"""Addresses of the web as strangers write them, read in one way only: what is judged is what is fetched."""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

from kipux.domain.address import is_address
from kipux.domain.errors import AddressRefused

URL_LENGTH = 4_000
_NAME_LENGTH = 253
_HIGHEST_PORT = 65_535
_USUAL_PORTS = {"http": 80, "https": 443}
_URL = re.compile(r"([Hh][Tt][Tt][Pp][Ss]?)://([^/?#]+)([^#]*)(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]@%]+))(?::([0-9]{1,5}))?")
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NEVER_IN_ONE = {"Cc", "Cs", "Zs", "Zl", "Zp"}
_KEPT = "/?:@!$&'()*+,;=-._~%[]|"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """`scheme` is `http` or `https`. `host` is an ASCII name in small letters without dot at its end, or an IP address in its
    canonical form, without brackets. `target` is path and query, in ASCII; a fragment is no part of it.
    """

    scheme: str
    host: str
    port: int
    target: str = "/"

    @property
    def is_ip(self) -> bool:
        """Whether the host is an IP address: no resolver is asked about it."""
        return is_address(self.host)

    @property
    def url(self) -> str:
        """The whole, written in the one way in which every reader of URLs understands the same."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _USUAL_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"

    def leads_to(self, location: str) -> "WebAddress":
        """Where a redirect from here with this location goes. Raises `AddressRefused`."""
        try:
            return checked_address(urljoin(self.url, location.strip(" \t").replace(" ", "%20")))
        except ValueError:
            raise AddressRefused from None


def checked_address(url: str) -> WebAddress:
    """A URL by anybody. Raises `AddressRefused` for what is not plainly http(s), and for whatever two readers may understand
    differently: credentials, blanks, control characters, backslashes, IPv4 addresses in any form but `192.0.2.1`, zones.
    """
    if len(url) > URL_LENGTH or "\\" in url or any(unicodedata.category(char) in _NEVER_IN_ONE for char in url):
        raise AddressRefused
    shape = _URL.fullmatch(url)
    authority = _AUTHORITY.fullmatch(shape[2]) if shape else None
    if shape is None or authority is None:
        raise AddressRefused
    scheme, (ipv6, name, port) = shape[1].lower(), authority.groups()
    target = quote(shape[3], safe=_KEPT)
    return WebAddress(
        scheme=scheme,
        host=_ipv6(ipv6) if ipv6 else _name_or_ipv4(name),
        port=_port(port) if port else _USUAL_PORTS[scheme],
        target=target if target.startswith("/") else f"/{target}",
    )


def _port(text: str) -> int:
    if not 0 < int(text) <= _HIGHEST_PORT:
        raise AddressRefused
    return int(text)


def _ipv6(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except ValueError:
        raise AddressRefused from None


def _name_or_ipv4(text: str) -> str:
    if len(text) > _NAME_LENGTH:
        raise AddressRefused
    try:
        name = text.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise AddressRefused from None
    if len(name) > _NAME_LENGTH or not _NAME.fullmatch(name):
        raise AddressRefused
    return _ipv4(name) if _NUMBER.fullmatch(name.rpartition(".")[2]) else name


def _ipv4(text: str) -> str:
    """Readers of URLs take any name that ends in a number for an IPv4 address: only its plain form is one here."""
    try:
        return str(IPv4Address(text))
    except ValueError:
        raise AddressRefused from None
