from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

from ..redaction.secrets import Secret, redact, redact_and_escape

VALUE = "s3cret-token"


@pytest.mark.parametrize("show", [repr, str, pretty, "{}".format], ids=lambda show: show.__name__)
def test_a_secret_is_shown_as_its_variable(show: object) -> None:
    shown = show(Secret(VALUE, "TOKEN"))  # type: ignore[operator]

    assert VALUE not in shown
    assert "$TOKEN" in shown


@given(before=st.text(), after=st.text())
def test_an_echoed_secret_is_redacted_in_either_letter_case(before: str, after: str) -> None:
    for echoed in (VALUE, VALUE.upper()):
        shown = redact_and_escape(f"{before} {echoed} {after}", [Secret(VALUE, "TOKEN")])

        assert VALUE not in shown.lower()
        assert "$TOKEN" in shown


@given(st.text())
def test_control_characters_are_escaped(text: str) -> None:
    shown = redact_and_escape(text + "\x1b[31m", [])

    assert shown.replace("\n", "").isprintable()
    assert r"\x1b[31m" in shown


def test_a_secret_that_contains_another_is_redacted_as_a_whole() -> None:
    secrets = [Secret("abc", "SHORT"), Secret("abcdef", "LONG")]

    assert redact_and_escape("abcdef abc", secrets) == "$LONG $SHORT"


def _every_character(template: str) -> Callable[[str], str]:
    return lambda value: "".join(template.format(ord(character)) for character in value)


ENCODINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper case": str.upper,
    "in a URL": lambda value: quote(value, safe=""),
    "in a URL in a URL": lambda value: quote(quote(value, safe=""), safe=""),
    "percent-encoded": _every_character("%{:02x}"),
    "in JSON": json.dumps,
    "in JSON in JSON": lambda value: json.dumps(json.dumps(value)),
    "as JSON of PHP": lambda value: json.dumps(value).replace("/", r"\/"),
    "escaped as JSON": _every_character("\\u{:04X}"),
    "escaped as Python": _every_character("\\x{:02x}"),
    "in HTML": html.escape,
    "as references": _every_character("&#{};"),
    "as hexadecimal references": _every_character("&#x{:X};"),
    "hexadecimal": lambda value: value.encode().hex(),
    "HEXADECIMAL": lambda value: value.encode().hex().upper(),
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 of user and token": lambda value: base64.b64encode(f"u:{value}".encode()).decode(),
    "base64 of a pair": lambda value: base64.b64encode(f"me:{value}:x".encode()).decode(),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
    "base64 in a URL": lambda value: quote(base64.b64encode(value.encode()).decode(), safe=""),
    "base64 in JSON": lambda value: json.dumps(base64.b64encode(value.encode()).decode()),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=list(ENCODINGS))
@pytest.mark.parametrize("value", [VALUE, "v2x" + "0a9f" * 16, "a+b/c=d\"e'f<g>&h~?"])
def test_an_echoed_secret_is_redacted_in_every_encoding(
    encode: Callable[[str], str], value: str
) -> None:
    encoded = encode(value).strip('"')

    shown = redact(f'{{"sent": "{encoded}"}}', [Secret(value, "TOKEN")])

    assert "$TOKEN" in shown
    assert all(encoded[at : at + 9] not in shown for at in range(len(encoded) - 8))


@given(st.text(), st.binary())
def test_text_without_a_secret_is_unchanged(text: str, content: bytes) -> None:
    innocent = text.replace("s3cret", "") + base64.b64encode(content).decode()

    assert redact(innocent, [Secret("s3cret-token\0", "TOKEN")]) == innocent
