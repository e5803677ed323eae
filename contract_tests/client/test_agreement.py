"""What the client says a server answered is what the server answered."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from bitgo_oes import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from ..contract import load, without
from ..embedded import embedded_mock
from ..target import Target
from .calls import Form, MakeClient, call_detailed

(OPERATION,) = load().operations


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    with embedded_mock() as started:
        yield started


@pytest.fixture(scope="module")
def raw(target: Target) -> Iterator[httpx.Client]:
    """Raw HTTP, as the caller who may see the data."""
    headers = {"Authorization": f"Bearer {target.token.reveal()}"}
    with httpx.Client(base_url=target.base_url, headers=headers) as client:
        yield client


def clients(target: Target, token: str) -> MakeClient:
    return lambda: Client(token, base_url=target.base_url)


@pytest.mark.parametrize("form", Form)
@given(size=st.none() | st.integers(1, 60), number=st.none() | st.integers(0, 60))
@settings(max_examples=20)
def test_a_page_read_by_the_client_is_the_page_that_was_sent(
    form: Form, target: Target, raw: httpx.Client, size: int | None, number: int | None
) -> None:
    named = {"page_size": size, "page_number": number}
    arguments = {name: str(value) for name, value in named.items() if value is not None}
    read = call_detailed(
        form,
        OPERATION,
        clients(target, target.token.reveal()),
        {"enterprise_id": target.enterprise_id, **arguments},
    )

    query = {"pageSize": size, "pageNumber": number}
    path = OPERATION.path.replace("{enterpriseId}", target.enterprise_id)
    sent = raw.get(path, params={name: v for name, v in query.items() if v is not None})
    assert read.status_code == sent.status_code == 200
    # In the order of the server, and but for what may differ between any two calls.
    assert read.parsed.network_balances.additional_keys == list(sent.json()["networkBalances"])
    assert without(read.parsed.to_dict(), OPERATION.live) == without(sent.json(), OPERATION.live)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    ("scenario", "status"), [(s.name, s.status) for s in OPERATION.scenarios if s.supplies]
)
def test_an_error_scenario_reaches_the_caller(
    form: Form, target: Target, scenario: str, status: int
) -> None:
    supplied = target.scenarios[scenario]
    read = call_detailed(
        form,
        OPERATION,
        clients(target, (supplied.token or target.token).reveal()),
        {"enterprise_id": supplied.enterprise_id or target.enterprise_id},
    )

    assert read.status_code == status
    assert read.parsed.error
    assert read.parsed.name
