"""Which addresses lie on the open internet."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_PROTOCOLS = IPv4Network("192.0.0.0/24")
"""For protocols of networks, and one cloud's metadata; not every Python counts all of it as not global."""
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
    inside = _ipv4_inside(parsed) if isinstance(parsed, IPv6Address) else None
    if inside is not None:
        return is_public(str(inside))
    if parsed not in _GLOBAL_UNICAST if isinstance(parsed, IPv6Address) else parsed in _PROTOCOLS:
        return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


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
