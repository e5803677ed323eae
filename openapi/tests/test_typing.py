"""What is generated satisfies the strictest settings of two type checkers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from openapi.tests import checkers
from openapi.tests.inputs import CONTRACT, DOCUMENTS

# What a caller writes. The last two lines are wrong, and nothing else.
CALLER = """\
import asyncio

from {package} import Client, Environment
from {package}.api.client_balances import list_client_balances
from {package}.models import ClientBalances, ErrorBody
from {package}.types import Response


def total(balances: ClientBalances) -> int:
    return sum(int(each.available) for each in balances.balances.additional_properties.values())


with Client("token", environment=Environment.TEST, timeout=2.5) as client:
    found = list_client_balances.sync("e", client=client, page_size="5", partner_ids=["p"])
    if isinstance(found, ClientBalances):
        print(total(found), found.balances["ofcbtc"].available.strip())
    elif isinstance(found, ErrorBody):
        print(found.error.strip())


async def main() -> Response[ClientBalances] | None:
    async with Client("token", environment="production") as client:
        print((await list_client_balances.asyncio_detailed("e", client=client)).status_code)
    return None


asyncio.run(main())
list_client_balances.sync("e", client=client, page_size=5)
Client("token", "test")
"""

Checker = Callable[[Path, list[str]], list[str]]


@pytest.mark.parametrize(
    "checker",
    [checkers.mypy, pytest.param(checkers.pyright, marks=pytest.mark.pyright)],
    ids=lambda checker: checker.__name__,
)
def test_the_packages_are_clean_and_lead_their_callers(
    distribution: Callable[[Path], Path], checker: Checker
) -> None:
    folders = [distribution(document) for document in DOCUMENTS]
    root = folders[0].parent
    caller = root / "caller.py"
    caller.write_text(CALLER.format(package=f"{distribution(CONTRACT).name}.bitgo_oes"))
    last = CALLER.count("\n")

    problems = checker(root, [caller.name, *(folder.name for folder in folders)])

    assert [line for line in problems if caller.name not in line] == []
    assert {line.split(":")[1] for line in problems} == {str(last - 1), str(last)}
