"""A token that a server sends back is not shown, however it is spelled."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import httpx
from hypothesis import given
from hypothesis import strategies as st

from openapi.codegen.runtime._secrets.redaction import Redactor

TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)
TEXTS = st.text(max_size=300)


def knowing(*tokens: str) -> Redactor:
    redactor = Redactor()
    for token in tokens:
        redactor.learn(lambda token=token: token)  # type: ignore[misc]
    return redactor


@given(TOKENS, TEXTS, TEXTS, st.integers(1, 300))
def test_a_line_is_one_line_without_the_token(
    token: str, before: str, after: str, longest: int
) -> None:
    spellings = (token, quote(token, safe=""), html.escape(token), json.dumps(token)[1:-1])
    for spelled in spellings:
        line = knowing(token).line(f"{before}{spelled}{after}", longest)

        assert len(line) <= longest
        assert line.isprintable()
        assert spelled not in line or spelled in before or spelled in after


@given(TOKENS, TOKENS)
def test_both_tokens_of_a_call_are_taken_out(first: str, second: str) -> None:
    assert knowing(first, second).text(f"{first} {second}").count("[token]") == 2


@given(TOKENS)
def test_what_is_kept_of_an_error_holds_no_token(token: str) -> None:
    redactor = knowing(token)
    headers = httpx.Headers([(b"X-Echo", f"a{token}".encode()), (b"A", b"1"), (b"A", b"2")])

    kept = redactor.headers(headers)

    assert kept.get_list("A") == ["1", "2"]
    assert kept["X-Echo"] == "a[token]"
    assert redactor.content(f"<{token}>".encode()) == b"<[token]>"
    assert redactor.value({token: [token, 1, None]}) == {"[token]": ["[token]", 1, None]}


def test_a_word_that_is_too_short_for_a_secret_is_left_alone() -> None:
    assert knowing("tok").text("a tok in a token") == "a tok in a token"
    assert knowing("token").content(b"token") == b"token"
