"""Callers of the mock server, and what the mock server allows them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from uuid import UUID

import attrs
from attrs.validators import gt

SCOPE = "settlement_network_read"
"""The scope that a token needs to view balances, if the scopes of the token are known."""


@attrs.frozen
class Caller:
    """A caller of the API, identified by a bearer token.

    Attributes:
        token: The bearer token.
        member_of: The ids of the enterprises of which the caller is a member.
        may_view_balances: Whether the caller has the permission to view balances.
        scopes: The scopes of the token, or None if the mock does not check scopes.
        networks: The networks from which the token is valid, or None for all addresses.
    """

    token: str = attrs.field(repr=False)
    member_of: frozenset[UUID] = frozenset()
    may_view_balances: bool = True
    scopes: frozenset[str] | None = None
    networks: tuple[IPv4Network | IPv6Network, ...] | None = None

    def may_view(self, scope: str) -> bool:
        """Return whether the caller may view balances, and whether the token has the given scope.

        Only the permission counts if the scopes of the token are unknown.
        """
        return self.may_view_balances and (self.scopes is None or scope in self.scopes)

    def may_call_from(self, address: str) -> bool:
        """Return whether the token is valid for requests from an IP address."""
        if self.networks is None:
            return True
        client = parse_address(address)
        return client is not None and any(client in network for network in self.networks)


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address of a client, or None if the text is not an IP address.

    An IPv6 address that stands for an IPv4 address, such as `::ffff:127.0.0.1`, is converted.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@attrs.frozen
class RateLimit:
    """The largest number of requests that each caller may send in any period of `seconds`."""

    requests: int = attrs.field(validator=gt(0))
    seconds: float = attrs.field(validator=gt(0))
