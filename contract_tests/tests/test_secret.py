from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

from ..secret import Secret, fit_to_show

VALUE = "s3cret-token"


@pytest.mark.parametrize("show", [repr, str, pretty, "{}".format], ids=lambda show: show.__name__)
def test_a_secret_is_shown_as_its_variable(show: object) -> None:
    shown = show(Secret(VALUE, "TOKEN"))  # type: ignore[operator]

    assert VALUE not in shown
    assert "$TOKEN" in shown


@given(before=st.text(), after=st.text())
def test_an_echoed_secret_is_replaced_in_either_case(before: str, after: str) -> None:
    for echoed in (VALUE, VALUE.upper()):
        shown = fit_to_show(f"{before} {echoed} {after}", [Secret(VALUE, "TOKEN")])

        assert VALUE not in shown.lower()
        assert "$TOKEN" in shown


@given(st.text())
def test_nothing_that_is_shown_acts_on_a_terminal(text: str) -> None:
    shown = fit_to_show(text + "\x1b[31m", [])

    assert shown.replace("\n", "").isprintable()
    assert r"\x1b[31m" in shown


def test_of_secrets_that_contain_each_other_the_longer_is_replaced() -> None:
    secrets = [Secret("abc", "SHORT"), Secret("abcdef", "LONG")]

    assert fit_to_show("abcdef abc", secrets) == "$LONG $SHORT"
