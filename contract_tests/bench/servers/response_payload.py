"""Create response bodies for the benchmarks. The bodies resemble those of the provider."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from uuid import UUID

# The number of decimals of each currency. Amounts are integers of the smallest unit.
_DECIMALS = {
    "ofcada": 6,
    "ofcatom": 6,
    "ofcavaxc": 18,
    "ofcbtc": 8,
    "ofcdot": 10,
    "ofceth": 18,
    "ofcltc": 8,
    "ofcnear": 24,
    "ofcsol": 9,
    "ofcusdc": 6,
    "ofcusdt": 6,
    "ofcxrp": 6,
}
_OWN_CURRENCIES = 6
_CURRENCIES = (2, 6)


def body(connections: int) -> bytes:
    """Return the body of a 200 response with the given number of connections.

    The values are random, but always the same for the same number of connections.
    """
    random = Random(connections)  # noqa: S311 - not used for cryptography
    content = {
        "clientId": _id(random),
        "balances": _balances(random, _OWN_CURRENCIES),
        "networkBalances": {_id(random): _record(random, n) for n in range(connections)},
    }
    return json.dumps(content, separators=(",", ":")).encode()


def _record(random: Random, number: int) -> dict[str, Any]:
    return {
        "partnerId": _id(random),
        "partnersConnectionId": f"acct-{number:05}",
        "name": f"Book {number}",
        "partnerInstitutionIdentifier": "EXAMPLE-EXCHANGE",
        "balances": _balances(random, random.randint(*_CURRENCIES)),
    }


def _balances(random: Random, currencies: int) -> dict[str, Any]:
    chosen = random.sample(sorted(_DECIMALS), currencies)
    return {
        currency: {"available": _amount(random, currency), "held": _amount(random, currency)}
        for currency in chosen
    }


def _amount(random: Random, currency: str) -> str:
    """Return a random amount of a currency as a string of digits, in the smallest unit."""
    if random.random() < 0.25:
        return "0"
    units = random.randrange(10 ** random.randint(1, 8))
    return str(units * 10 ** _DECIMALS[currency] + random.randrange(10 ** _DECIMALS[currency]))


def _id(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
