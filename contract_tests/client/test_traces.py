"""Tests that tracebacks and shortened texts show neither a token nor a part of a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from bitgo_oes import Client, errors
from hypothesis import example, given
from hypothesis import strategies as st

from .calls import Form, client_factory, outcomes
from .document import OPERATION
from .example_counts import times
from .generated_arguments import required
from .test_secrets import locals_of_ours
from .token_echo import TOKEN, Echo, assert_not_shown

REFUSED: dict[str, Callable[[], Any]] = {
    "an illegal token": lambda: Client(f"{TOKEN}\r\n"),
    "no address": lambda: Client(TOKEN, base_url="no"),
    "no timeout": lambda: Client(TOKEN, timeout=-1),
    "a copy with an illegal token": lambda: client_factory(Echo())().with_options(
        token=f"{TOKEN}\r\n"
    ),
    "a copy without an address": lambda: client_factory(Echo(), token=TOKEN)().with_options(
        base_url="no"
    ),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=list(REFUSED))
def test_an_invalid_option_leaves_no_token_in_the_frames_of_the_traceback(
    make: Callable[[], Any],
) -> None:
    with pytest.raises(errors.InvalidArgumentError) as refusal:
        make()

    for each in locals_of_ours(refusal.value.__traceback__):
        assert_not_shown(each)


@given(blanks=st.integers(0, 9_000), status=st.sampled_from([200, 401, 503]))
@example(4_870, 200)
@times(3)
def test_no_part_of_a_token_is_shown_at_any_position_in_a_body(blanks: int, status: int) -> None:
    content = b" " * blanks + TOKEN.encode() + b" and more"
    client = client_factory(
        lambda _: httpx.Response(status, content=content), token=TOKEN, max_retries=0
    )

    (error,) = outcomes(Form.SYNC, OPERATION, client, [required(OPERATION)])

    shown = str(error) + getattr(error, "excerpt", "")
    assert not any(TOKEN[start : start + 8] in shown for start in range(len(TOKEN) - 7))
