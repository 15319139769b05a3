"""Which IP addresses an outgoing request may reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# What `is_global` leaves open, in all or in some releases of Python (its lists follow IANA's registries).
_CLOSED_V4: Final = (
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments, and the metadata service of Oracle's cloud
    IPv4Network("192.88.99.0/24"),  # 6to4 relays (RFC 7526)
    IPv4Network("168.63.129.16/32"),  # the host of a virtual machine on Azure, public in name only
)
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_CLOSED_V6: Final = (
    IPv6Network("2001::/23"),  # IETF protocol assignments, and Teredo, which carries an IPv4 address
    IPv6Network("2002::/16"),  # 6to4, which carries an IPv4 address
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
_NAT64: Final = IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether the address is a unicast one of the public internet, whatever it is wrapped in."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in net for net in _CLOSED_V4)
    if (inner := _embedded(address)) is not None:
        return is_public(inner)
    unicast = address in _GLOBAL_UNICAST and not any(address in net for net in _CLOSED_V6)
    return unicast and address.is_global


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to this one ends at: IPv4-mapped, or by NAT64 (RFC 6052)."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped


@dataclass(frozen=True)
class Allowed:
    """The private hosts and networks that may be reached all the same."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Allowed:
        """From host names, addresses and CIDR networks; ValueError for a network that is none."""
        networks = {entry: _network(entry) for entry in entries}
        return cls(
            hosts=frozenset(_plain(entry) for entry, network in networks.items() if network is None),
            networks=tuple(network for network in networks.values() if network is not None),
        )

    def host(self, name: str) -> bool:
        """Whether the host may be reached at any address."""
        return _plain(name) in self.hosts

    def address(self, address: Address) -> bool:
        """Whether the address may be reached by any name."""
        inner = _embedded(address) if isinstance(address, IPv6Address) else None
        return any(address in network or (inner is not None and inner in network) for network in self.networks)


def _network(entry: str) -> Network | None:
    try:
        return ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        if "/" in entry or ":" in entry or not entry.strip():
            raise ValueError(
                f"outgoing.allow_private holds {entry!r}: write a host name without a port, an address, "
                "or a network such as 10.0.0.0/8"
            ) from None
        return None


def _plain(name: str) -> str:
    return name.rstrip(".").lower()
