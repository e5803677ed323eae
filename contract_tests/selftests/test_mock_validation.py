"""Tests that the mock server responds correctly to invalid, unknown and arbitrary parameters."""

from __future__ import annotations

from urllib.parse import quote_from_bytes
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..mock_server import build_world, create_app
from ..mock_server.default_world import MAIN, MEMBER
from ..mock_server.in_process import list_balances, send_request

WORLD = build_world()
APP = create_app(WORLD)
ID = WORLD.enterprises[MAIN].connections[0].id
PATH = b"/api/network/v1/enterprises/%b/clients/balances?%b"
HEADERS = {"authorization": f"Bearer {MEMBER}"}

NO_INTEGERS = [
    "",
    "-1",
    "+1",
    "%2B1",
    "1.0",
    "1e3",
    "0x10",
    "1_000",
    "1,000",
    "%201",
    "1%20",
    "1%0A",
    "%D9%A3",
    "%EF%BC%91",
    "%C2%B2",
    "null",
    "true",
    "%00",
    "1%00",
    "%FF",
    "%ED%A0%80",
]
NO_UUIDS = [
    "",
    "1",
    "null",
    str(ID)[:-1],
    f"{ID}0",
    f"g{str(ID)[1:]}",
    f"%7B{ID}%7D",
    f"urn:uuid:{ID}",
    f"{ID}%20",
    f"{ID}%0A",
    f"{ID},{ID}",
    f"%5B%22{ID}%22%5D",
    f"{ID.hex[:4]}-{ID.hex[4:]}",
    f"{ID.hex[:31]}_",
    "*",
    "%00",
    f"{ID}%00",
    "%FF",
]


@pytest.mark.parametrize("parameter", ["pageNumber", "pageSize"])
@pytest.mark.parametrize("value", NO_INTEGERS)
def test_an_integer_with_other_characters_than_ascii_digits_is_rejected(
    parameter: str, value: str
) -> None:
    response = list_balances(APP, f"{parameter}={value}")
    assert response.status == 400
    assert response.json()["context"]["parameter"] in {parameter, "query"}


@pytest.mark.parametrize("parameter", ["connectionIds", "partnerIds"])
@pytest.mark.parametrize("value", NO_UUIDS)
def test_a_malformed_id_is_rejected_alone_and_between_valid_ids(parameter: str, value: str) -> None:
    for query in (f"{parameter}={value}", f"{parameter}={ID}&{parameter}={value}&{parameter}={ID}"):
        response = list_balances(APP, query)
        assert response.status == 400
        assert response.json()["context"]["parameter"] in {parameter, "query"}


@pytest.mark.parametrize("value", [*NO_UUIDS, "..", ".", "a%2Fb", "%2E%2E", "%2F", "%0A"])
def test_an_enterprise_id_that_is_not_a_uuid_is_rejected(value: str) -> None:
    response = list_balances(APP, enterprise=value)
    assert response.status == 400
    assert response.json()["context"] == {"parameter": "enterpriseId"}


def test_letter_case_and_hyphens_of_the_enterprise_id_are_ignored() -> None:
    texts = (str(MAIN), str(MAIN).upper(), MAIN.hex, MAIN.hex.upper(), f"%61{str(MAIN)[1:]}")
    for text in texts:
        assert list_balances(APP, enterprise=text).status == 200


@pytest.mark.parametrize("query", ["pageNumber=1&pageNumber=1", "pageSize=5&pageSize=5"])
def test_a_repeated_page_parameter_is_rejected(query: str) -> None:
    assert list_balances(APP, query).status == 400


@pytest.mark.parametrize(
    "query", ["x=1", "pagenumber=-1", "pageNumber[]=1", "=", "&&", "token", "%zz"]
)
def test_unknown_parameters_are_ignored(query: str) -> None:
    assert list_balances(APP, query).status == 200


def test_an_error_does_not_repeat_values_of_the_request() -> None:
    assert b"s3cret" not in list_balances(APP, "connectionIds=s3cret").body


NAMES = (b"pageNumber", b"pageSize", b"connectionIds", b"partnerIds")
PIECES = st.sampled_from([*NAMES, b"=", b"&", b"%", b"%00", b"%ff", b"0", b"7", b"9" * 50])
QUERIES = st.lists(PIECES | st.binary(max_size=6)).map(b"".join)


@given(QUERIES)
def test_arbitrary_bytes_in_the_query_do_not_cause_a_5xx(query: bytes) -> None:
    response = send_request(APP, PATH % (str(MAIN).encode(), query), HEADERS)
    assert response.status in {200, 400}
    response.json()


@given(st.binary())
def test_arbitrary_bytes_in_the_path_do_not_cause_a_5xx(segment: bytes) -> None:
    for written in (segment.replace(b"?", b""), quote_from_bytes(segment, safe="").encode()):
        response = send_request(APP, PATH % (written, b""), HEADERS)
        assert response.status in {400, 404}
        response.json()


@given(st.uuids())
def test_every_uuid_is_a_well_formed_enterprise_id(enterprise: UUID) -> None:
    assert list_balances(APP, enterprise=enterprise).status == 404
