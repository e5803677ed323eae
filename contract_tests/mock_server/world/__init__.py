"""The data of the mock server: enterprises, connections, balances and callers.

Enterprises, connections and balances are immutable. A change replaces the enterprise in the
`World`, so that a running request sees either the old or the new balances.
"""

from .balances import NO_FUNDS, Balance, Balances
from .callers import Caller, RateLimit
from .connections import Connection, Connections, Partner, Records, as_connections
from .enterprises import Enterprise
from .state import World

__all__ = [
    "NO_FUNDS",
    "Balance",
    "Balances",
    "Caller",
    "Connection",
    "Connections",
    "Enterprise",
    "Partner",
    "RateLimit",
    "Records",
    "World",
    "as_connections",
]
