"""What may be fetched for a person, a model or a page: the open internet, and what an administrator listed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from kipux.domain.address import INSIDE_IPV4, is_address, is_public
from kipux.domain.errors import AddressRefused
from kipux.domain.web_address import WebAddress, checked_address

MOST_ADDRESSES = 8
"""Of one name: more are nobody's need, and a way to keep us busy."""

# fmt: off
_OTHER_SERVICES = frozenset((
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
    531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
    5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))
# fmt: on
"""The ports that browsers refuse, as what listens there speaks something else and may obey an HTTP request."""
_DATABASES = frozenset((3306, 5432, 6379, 11211, 27017))

_ANY_PORT = r"(?::\d+)?"
_END = r"(?:[/?#]|$)"
_OCTET = r"\d+"
_LOCAL_NAMES = r"(?:[^./?#:]+|[^/?#:]*\.(?:localhost|local|internal|intranet|lan|home\.arpa))\.?"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """`places` are (host, port) pairs, port None for any that web pages use; `networks` hold IP addresses."""

    places: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, text: str) -> "FetchPolicy":
        """As an administrator writes it: hosts, host:port, IP addresses and networks, separated by commas; empty for none.

        Raises `ValueError` for anything else.
        """
        if "%" in text:  # an address that means something on one machine only
            raise ValueError(text)
        parts = [part.strip() for part in text.split(",")] if text.strip() else []
        networks = [part for part in parts if "/" in part or is_address(part)]
        places = (_place(part) for part in parts if part not in networks)
        return cls(frozenset(places), tuple(ip_network(part) for part in networks))

    def admits(self, url: str, ip: str) -> bool:
        """Whether this URL, by anybody, may be had from this IP address."""
        try:
            return self._admits(checked_address(url), ip)
        except AddressRefused:
            return False

    def _admits(self, address: WebAddress, ip: str) -> bool:
        names = (address.host, ip)
        if any((name, address.port) in self.places for name in names):
            return True
        if address.port in _OTHER_SERVICES | _DATABASES:
            return False
        return any((name, None) in self.places for name in names) or self._is_listed(ip) or is_public(ip)

    def admitted(self, address: WebAddress, found: Iterable[str]) -> tuple[str, ...]:
        """Those of the IP addresses found for it that it may be fetched from, the first 8. Raises `AddressRefused` when there are none."""
        admitted = tuple(ip for ip in found if self._admits(address, ip))[:MOST_ADDRESSES]
        if not admitted:
            raise AddressRefused
        return admitted

    @property
    def reject_patterns(self) -> tuple[str, ...]:
        """JavaScript regular expressions for URLs as a browser writes them: what matches is not to be asked for.

        Every IPv6 address that is not listed is among them. Names are known only by their looks.
        """
        inside = "|".join(_octets(network) for network in INSIDE_IPV4)
        ports = "|".join(str(port) for port in sorted(_OTHER_SERVICES | _DATABASES))
        unlisted = self._unlisted()
        return (
            r"^(?!https?:|data:|blob:|about:)",
            r"^[^/?#]*//[^/?#]*@",
            rf"^{unlisted}https?://\[",
            rf"^{unlisted}https?://(?:{inside})\.?{_ANY_PORT}{_END}",
            rf"^{unlisted}https?://{_LOCAL_NAMES}{_ANY_PORT}{_END}",
            rf"^{unlisted}https?://[^/?#]*:(?:{ports}){_END}",
        )

    def _is_listed(self, ip: str) -> bool:
        try:
            parsed = ip_address(ip.partition("%")[0])
        except ValueError:
            return False
        return any(parsed in network for network in self.networks)

    def _unlisted(self) -> str:
        """What stands before a pattern so that it does not match what is listed."""
        places = [_place_pattern(host, port) for host, port in sorted(self.places, key=str)]
        networks = [_network_pattern(network) for network in self.networks]
        listed = [pattern for pattern in (*places, *networks) if pattern]
        return f"(?!(?:{'|'.join(listed)}){_END})" if listed else ""


def _place(text: str) -> tuple[str, int | None]:
    try:
        address = checked_address(f"http://{text}")
    except AddressRefused:
        raise ValueError(text) from None
    if address.target != "/" or "#" in text:
        raise ValueError(text)
    return address.host, address.port if re.search(r":[0-9]+$", text) else None


def _place_pattern(host: str, port: int | None) -> str:
    name = _literal(host)
    if port is None:
        return rf"https?://{name}{_ANY_PORT}"
    scheme = {80: "http", 443: "https"}.get(port)  # a browser leaves out the port that is usual
    return rf"https?://{name}:{port}" + (rf"|{scheme}://{name}" if scheme else "")


def _network_pattern(network: IPv4Network | IPv6Network) -> str:
    if isinstance(network, IPv4Network):
        return rf"https?://(?:{_octets(network)}){_ANY_PORT}"
    is_one = network.num_addresses == 1
    return rf"https?://{_literal(str(network.network_address))}{_ANY_PORT}" if is_one else ""


def _literal(host: str) -> str:
    return rf"\[{host}\]" if ":" in host else host.replace(".", r"\.")


def _octets(network: IPv4Network) -> str:
    """The dotted addresses of a network."""
    octets = network.network_address.packed
    whole, rest = divmod(network.prefixlen, 8)
    parts = [str(octet) for octet in octets[:whole]]
    if rest:
        first = octets[whole]
        parts.append(f"(?:{'|'.join(str(octet) for octet in range(first, first + 2 ** (8 - rest)))})")
    return r"\.".join((*parts, *([_OCTET] * (4 - len(parts)))))
