"""Hypothesis strategies for the data of the mock server."""

from __future__ import annotations

from ipaddress import ip_network

from hypothesis import strategies as st

from ..mock_server.world import (
    Balance,
    Caller,
    Connection,
    Enterprise,
    Partner,
    RateLimit,
    World,
)

_TEXTS = st.text(max_size=8) | st.sampled_from(
    ["null", "0", "true", "1e3", "2024-01-01", "~", "- a", "a: b", "#", "\u0085", "\ufeff", "'\""]
)
_AMOUNTS = st.integers(0, 9) | st.integers(0, 10**45)
_BALANCES = st.dictionaries(
    _TEXTS, st.builds(Balance, available=_AMOUNTS, held=_AMOUNTS), max_size=2
)
_TOKENS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=8)
_NETWORKS = st.sampled_from(["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"]).map(ip_network)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Generate worlds (data of the mock server) with unusual texts, tokens and amounts."""
    partners = draw(
        st.lists(
            st.builds(Partner, id=st.uuids(), institution=_TEXTS),
            min_size=1,
            max_size=3,
            unique_by=lambda partner: partner.id,
        )
    )
    connections = draw(
        st.lists(
            st.builds(
                Connection,
                id=st.uuids(),
                partner=st.sampled_from(partners),
                partners_connection_id=_TEXTS,
                name=_TEXTS,
                balances=_BALANCES,
            ),
            max_size=4,
            unique_by=lambda connection: connection.id,
        )
    )
    ids = draw(st.lists(st.uuids(), min_size=1, max_size=2, unique=True))
    enterprises = [
        Enterprise(
            id_,
            client_id=draw(st.uuids()),
            trading=draw(_BALANCES),
            connections=connections if number == 0 else (),
            licensed=draw(st.booleans()),
            failing=draw(st.booleans()),
        )
        for number, id_ in enumerate(ids)
    ]
    callers = draw(
        st.lists(
            st.builds(
                Caller,
                token=_TOKENS,
                member_of=st.frozensets(st.sampled_from(ids)),
                may_view_balances=st.booleans(),
                scopes=st.none() | st.frozensets(_TEXTS, max_size=2),
                networks=st.none() | st.lists(_NETWORKS, max_size=2).map(tuple),
            ),
            max_size=3,
            unique_by=lambda caller: caller.token,
        )
    )
    limits = st.builds(RateLimit, requests=st.integers(1, 10**9), seconds=st.floats(0.001, 1e9))
    return World(
        tuple(enterprises),
        tuple(callers),
        drift=draw(st.integers(0, 10**20)),
        rate_limit=draw(st.none() | limits),
    )
