"""Which addresses lie on the open internet."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

INSIDE_IPV4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by a provider (CGNAT); one cloud keeps its metadata here
        "127.0.0.0/8",
        "168.63.129.16/32",  # looks public, and is one cloud's platform to the machines in it
        "169.254.0.0/16",  # link-local: where clouds keep their metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # for protocols of networks, and another cloud's metadata
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast and reserved
    )
)
"""What is not anybody's on the internet. A list of our own: Pythons differ in what they count as global."""

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_INSIDE_IPV6 = (
    IPv6Network("2001::/23"),  # for protocols, Teredo among them: its IPv4 address is hidden
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),
)
_TRANSLATED = IPv6Network("64:ff9b::/96")
_IPV4_BITS = 0xFFFFFFFF


def is_public(address: str) -> bool:
    """Whether this IP address may be anybody's on the internet: not loopback, private, link-local (where clouds keep their
    metadata), shared by a provider (CGNAT), multicast or reserved, nor an IPv6 form of an IPv4 address that is. False for a name.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        inside = _ipv4_inside(parsed)
        if inside is None:
            return parsed in _GLOBAL_UNICAST and not any(parsed in network for network in _INSIDE_IPV6)
        parsed = inside
    return not any(parsed in network for network in INSIDE_IPV4)


def is_address(host: str) -> bool:
    """Whether it is written as an IP address, not as a name."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _ipv4_inside(address: IPv6Address) -> IPv4Address | None:
    if address in _TRANSLATED:
        return IPv4Address(int(address) & _IPV4_BITS)
    return address.ipv4_mapped or address.sixtofour
