"""Every body the document allows is decoded, and encodes to itself again."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..contract import Json, Operation, load
from ..generation import response_bodies
from .calls import Form, answering, call, call_detailed

CONTRACT = load()
OPERATION, *_ = CONTRACT.operations
STATUSES = sorted(OPERATION.bodies)
ANSWERS = [
    pytest.param(operation, status, id=f"{operation.id}-{status}")
    for operation in CONTRACT.operations
    for status in sorted(operation.bodies)
]
ARGUMENTS = {"enterprise_id": "6f1c64de6a1f4a2f9d3b0c8e5a7b9c10"}


def canonical(value: Json) -> str:
    """Return JSON in which 1, 1.0 and true differ, and the order of members does not count."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(("operation", "status"), ANSWERS)
@given(data=st.data())
def test_a_body_is_decoded_and_encoded_without_loss(
    form: Form, operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(response_bodies(CONTRACT, operation, status))

    client = answering(lambda _: httpx.Response(status, json=body))
    response = call_detailed(form, operation, client, ARGUMENTS)

    assert response.status_code == status
    assert canonical(response.parsed.to_dict()) == canonical(body)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("status", STATUSES)
def test_the_short_form_returns_what_the_detailed_form_has_parsed(form: Form, status: int) -> None:
    example = next(iter(examples_of(status).values()))["value"]

    client = answering(lambda _: httpx.Response(status, json=example))
    short = call(form, OPERATION, client, ARGUMENTS)
    detailed = call_detailed(form, OPERATION, client, ARGUMENTS)

    assert short == detailed.parsed
    assert short.to_dict() == example


def examples_of(status: int) -> Json:
    item = CONTRACT.document["paths"][OPERATION.path]["get"]["responses"][str(status)]
    response = CONTRACT.document["components"]["responses"][item["$ref"].rpartition("/")[2]]
    return response["content"]["application/json"]["examples"]


@pytest.mark.parametrize("form", Form)
def test_a_record_is_reached_by_name(form: Form) -> None:
    example = examples_of(200)["two_connections"]["value"]

    client = answering(lambda _: httpx.Response(200, json=example))
    payload = call(form, OPERATION, client, ARGUMENTS)

    record = payload.network_balances["91e0d7c6-2b38-4a5f-b1c4-d3e2f1a0b9c8"]
    assert record.name == "Ether desk"
    assert record.balances["ofceth"].available == "123456789012345678901234567890"
