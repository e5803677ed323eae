"""Tests that the generated client passes mypy and pyright in strict mode."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from openapi.tests import checkers
from openapi.tests.collisions import HOLDER, SPECIAL, STRUCTURES, document
from openapi.tests.inputs import CONTRACT, DOCUMENTS

# Code of a caller, in which only the last five lines have errors.
CALLER = """\
import asyncio
from uuid import UUID

from {package} import UNSET, Client, Environment, errors
from {package}.api.client_balances import list_client_balances
from {package}.models import ClientBalances, ErrorBody
from {package}.types import Response


def total(balances: ClientBalances) -> int:
    return sum(each.available + each.held for each in balances.balances.values())


with Client("token", environment=Environment.TEST, timeout=2.5) as client:
    ids = {{UUID(int=1)}}
    found = list_client_balances.sync("e", client=client, page_size="5", partner_ids=ids)
    print(total(found), found.balances["ofcbtc"].available.bit_length())
    for key, record in list_client_balances.iter_records("e", client=client, page_size=50):
        print(key.strip(), record.name.strip(), dict(record.balances))
    answer = list_client_balances.sync_detailed("e", client=client.with_options(timeout=1))
    if answer.error is not None:
        body = answer.error.parsed
        if isinstance(body, ErrorBody) and body.name is not UNSET:
            print(body.name.strip(), isinstance(answer.error, errors.ApiError))
        raise answer.error
    print(answer.parsed.client_id.strip(), total(answer.parsed))


async def main() -> Response[ClientBalances] | None:
    async with Client.from_env(environment="production", max_retries=0) as client:
        response = await list_client_balances.asyncio_detailed("e", client=client)
        print(response.parsed.client_id if response.error is None else response.status_code)
        async for page in list_client_balances.aiter_pages("e", client=client):
            print(len(page.network_balances))
    return None


asyncio.run(main())
list_client_balances.sync("e", client=client, page_size=5.0)
list_client_balances.sync("e", client=client, connection_ids=7)
client.with_options(timeouts=3)
Client("token", "test")
list_client_balances.sync_detailed("e", client=client).parsed.client_id
"""

# Code of a caller that reads values of a client with many kinds of values.
READER = """\
from {package}.models import ReadResponse200, ReadResponse200Color as Color
from {package}.types import Unset


def read(page: ReadResponse200) -> str:
    if isinstance(page.color, Unset):
        return ""
    if page.color is Color.RED:
        return page.color.value
    page.color = "new"
    if isinstance(page.when, Unset) or isinstance(page.level, Unset):
        return ""
    return f"{{page.color.upper()}} {{page.when.year}} {{page.level + 1}}"
"""


def batched(names: list[str], size: int) -> list[list[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]


Checker = Callable[[Path, list[str]], list[str]]


@pytest.mark.parametrize(
    "checker",
    [checkers.mypy, pytest.param(checkers.pyright, marks=pytest.mark.pyright)],
    ids=lambda checker: checker.__name__,
)
def test_the_client_and_calls_of_it_are_type_checked(
    distribution: Callable[[Path], Path],
    alternatives_document: Path,
    kinds_document: Path,
    checker: Checker,
    tmp_path: Path,
) -> None:
    colliding = tmp_path / "collisions.json"
    parts = {  # pyright gives up on functions of many lines
        f"Part{index}": {"type": "object", "properties": {x: {"type": "string"} for x in names}}
        for index, names in enumerate(batched(SPECIAL, 30))
    }
    content = document(SPECIAL[:30], properties=HOLDER, schemas=STRUCTURES | parts)
    colliding.write_text(json.dumps(content), "utf-8")
    documents = (*DOCUMENTS, alternatives_document, kinds_document, colliding)
    folders = [distribution(each) for each in documents]
    root = folders[0].parent
    caller = root / "caller.py"
    caller.write_text(CALLER.format(package=f"{distribution(CONTRACT).name}.bitgo_oes"))
    reader = root / "reader.py"
    reader.write_text(READER.format(package=f"{distribution(kinds_document).name}.bitgo_oes"))
    last = CALLER.count("\n")

    problems = checker(root, [caller.name, reader.name, *(folder.name for folder in folders)])

    assert [line for line in problems if caller.name not in line] == []
    assert {line.split(":")[1] for line in problems} == {str(last - n) for n in range(5)}
