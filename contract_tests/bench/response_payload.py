"""Answers such as the service gives: several currencies a record, amounts of up to 32 digits."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from uuid import UUID

# How many decimals a unit of the currency has: an amount counts the smallest part.
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
    """Return the body of a 200 with so many records: always the same one."""
    random = Random(connections)  # noqa: S311 - nothing here is secret
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
    """Return nothing in one of four cases, else up to 99,999,999 units."""
    if random.random() < 0.25:
        return "0"
    units = random.randrange(10 ** random.randint(1, 8))
    return str(units * 10 ** _DECIMALS[currency] + random.randrange(10 ** _DECIMALS[currency]))


def _id(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
