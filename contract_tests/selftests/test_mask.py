from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from ..redaction.masks import Mask

CONNECTION = "7a1b9d52-30c4-4f8e-8b6a-2d4c6e8f0a1b"
CLIENT = "6f1c64de6a1f4a2f9d3b0c8e5a7b9c10"
BODY = {
    "clientId": CLIENT,
    "networkBalances": {
        CONNECTION: {"name": "Main book 7", "balances": {"ofcbtc": {"held": "150000000"}}}
    },
}


def test_amounts_and_names_are_masked_and_ids_are_not() -> None:
    shown = Mask().body(json.dumps(BODY))

    assert "150000000" not in shown
    assert "book" not in shown
    assert json.loads(shown) == {
        "clientId": CLIENT,
        "networkBalances": {
            CONNECTION: {
                "name": "masked-1(a a 9)",
                "balances": {"ofcbtc": {"held": "masked-2(9)"}},
            }
        },
    }


def test_equal_values_get_equal_placeholders_and_different_values_do_not() -> None:
    mask = Mask()

    first, second, third = (mask.body(f'{{"held": "{value}"}}') for value in ("17", "18", "17"))

    assert first == third != second


def test_a_placeholder_keeps_the_shape_of_a_value_but_not_its_digits() -> None:
    mask = Mask()

    shown = [mask.value(raw) for raw in ("17", "1700000", "-17", "1.50", "007", "1e9", "")]

    shapes = [re.fullmatch(r"masked-\d+\((.*)\)", text)[1] for text in shown]  # type: ignore[index]
    assert shapes == ["9", "9", "-9", "9.9", "09", "9a9", ""]


def test_a_number_is_masked_without_quotes() -> None:
    assert Mask().body('{"held": 17, "free": true}') == '{"held": masked-1(9), "free": true}'


def test_an_id_of_digits_only_is_masked_as_an_amount() -> None:
    assert Mask().body(f'["{"1" * 32}"]') == '["masked-1(9)"]'


def test_only_the_nested_values_of_an_error_are_masked() -> None:
    body = '{"error": "no such page", "status": 400, "context": {"name": "Main book"}}'

    shown = Mask().body(body, success=False)

    assert shown == body.replace("Main book", "masked-1(a a)")


def test_values_of_previous_bodies_are_masked_in_messages() -> None:
    mask = Mask()
    mask.body('{"name": "Main book", "held": "17", "free": "1234"}')

    assert mask.text("'17' on page 17, not 1234 or 12345 of \"Main book\"") == (
        "'masked-2(9)' on page 17, not masked-3(9) or 12345 of \"masked-1(a a)\""
    )


@given(st.text(min_size=12), st.integers(0, 400))
def test_a_truncated_body_is_masked(name: str, end: int) -> None:
    encoded = json.dumps({"name": f"Secret Book {name}", "more": ["x" * 20]})

    shown = Mask().body(encoded[: max(24, end)])

    assert "Secret" not in shown
    assert "xxx" not in shown
