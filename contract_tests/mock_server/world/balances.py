"""Balances of the mock server: the available and the held amount of a currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import attrs
from attrs.validators import ge


@attrs.frozen
class Balance:
    """The available and the held amount of a balance in base units of one currency.

    Both amounts are at least 0.
    """

    available: int = attrs.field(validator=ge(0))
    held: int = attrs.field(default=0, validator=ge(0))

    def plus(self, change: int) -> Balance:
        """Return a copy of the balance with `change` added to the available amount.

        Raises:
            ValueError: If the new available amount is negative.
        """
        return Balance(self.available + change, self.held)


Balances: TypeAlias = Mapping[str, Balance]
"""Balances by currency code, such as `ofcbtc`."""

NO_FUNDS = Balance(0)
