"""Generate random data for the mock server, with any number of connections."""

from __future__ import annotations

from random import Random
from uuid import UUID

import attrs

from .default_world import MAIN, build_world
from .world import Balance, Balances, Connection, Partner, World

_CONNECTIONS_PER_PARTNER = 50
_MOST_PARTNERS = 1000
_CURRENCIES = ("ofcbtc", "ofcusdc", "ofceth", "ofcsol", "ofcavaxc", "ofcshib")
_LONGEST_AMOUNT = 32


def generate_world(connections: int, seed: int = 1) -> World:
    """Return the default data of the mock server, with random connections of the main enterprise.

    Args:
        connections: The number of random connections, which replace the default connections.
        seed: The same seed and number give the same connections.
    """
    random = Random(f"{seed}/{connections}")  # noqa: S311 - not used for cryptography
    count = max(1, min(_MOST_PARTNERS, connections // _CONNECTIONS_PER_PARTNER))
    partners = [Partner(_uuid(random), f"PARTNER-{number:04}") for number in range(1, count + 1)]
    default = build_world()
    main = attrs.evolve(
        default.enterprises[MAIN],
        connections=[
            _connection(random, number, random.choice(partners))
            for number in range(1, connections + 1)
        ],
    )
    enterprises = {**default.enterprises, MAIN: main}
    return World(tuple(enterprises.values()), tuple(default.callers.values()))


def _connection(random: Random, number: int, partner: Partner) -> Connection:
    return Connection(
        id=_uuid(random),
        partner=partner,
        partners_connection_id=f"account-{number:06}",
        name=f"Connection {number}",
        balances=_balances(random),
    )


def _balances(random: Random) -> Balances:
    currencies = random.sample(_CURRENCIES, random.randint(0, 3))
    return {currency: Balance(_amount(random), _amount(random)) for currency in currencies}


def _amount(random: Random) -> int:
    return random.randrange(10 ** random.randint(1, _LONGEST_AMOUNT))


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
