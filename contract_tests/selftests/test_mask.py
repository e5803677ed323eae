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


def test_amounts_and_names_are_hidden_and_ids_are_not() -> None:
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


def test_equal_values_look_alike_and_different_ones_do_not() -> None:
    mask = Mask()

    first, second, third = (mask.body(f'{{"held": "{value}"}}') for value in ("17", "18", "17"))

    assert first == third != second


def test_the_form_of_a_value_can_be_seen_and_how_much_it_is_cannot() -> None:
    mask = Mask()

    shown = [mask.value(raw) for raw in ("17", "1700000", "-17", "1.50", "007", "1e9", "")]

    shapes = [re.fullmatch(r"masked-\d+\((.*)\)", text)[1] for text in shown]  # type: ignore[index]
    assert shapes == ["9", "9", "-9", "9.9", "09", "9a9", ""]


def test_a_number_where_a_string_is_due_is_hidden_and_keeps_its_type() -> None:
    assert Mask().body('{"held": 17, "free": true}') == '{"held": masked-1(9), "free": true}'


def test_an_id_of_digits_alone_may_be_an_amount() -> None:
    assert Mask().body(f'["{"1" * 32}"]') == '["masked-1(9)"]'


def test_an_error_says_what_is_wrong_and_its_depths_are_hidden() -> None:
    body = '{"error": "no such page", "status": 400, "context": {"name": "Main book"}}'

    shown = Mask().body(body, success=False)

    assert shown == body.replace("Main book", "masked-1(a a)")


def test_a_sentence_is_cleared_of_what_bodies_told() -> None:
    mask = Mask()
    mask.body('{"name": "Main book", "held": "17", "free": "1234"}')

    assert mask.text("'17' on page 17, not 1234 or 12345 of \"Main book\"") == (
        "'masked-2(9)' on page 17, not masked-3(9) or 12345 of \"masked-1(a a)\""
    )


@given(st.text(min_size=12), st.integers(0, 400))
def test_no_value_shows_in_a_body_that_ends_too_soon(name: str, end: int) -> None:
    encoded = json.dumps({"name": f"Secret Book {name}", "more": ["x" * 20]})

    shown = Mask().body(encoded[: max(24, end)])

    assert "Secret" not in shown
    assert "xxx" not in shown
