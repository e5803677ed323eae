"""Whether one pattern holds another is judged as trying every short text would."""

from __future__ import annotations

import re
from itertools import product

import pytest

from openapi.changes.regex.inclusion import includes

# Each tells itself from the others by a text of at most four of these letters.
LETTERS = "01abB-\n"
PROSE_KEYWORDS = ["".join(text) for length in range(5) for text in product(LETTERS, repeat=length)]
PATTERNS = (
    *("^[0-9]+$", "^[0-9]*$", "^-?[0-9]+$", r"^\d+$", "^(0|[1-9][0-9]*)$", "^[0-9]{1,3}$"),
    *("[0-9]", "^[0-9]", "[0-9]$", "^a|1$", "^(?:a|1)+?$", "^[^0-9]*$", r"^\w+$", r"^\W?$"),
    *("^.$", r"^\s*$", "^$", "", "^[a-z]{2}$", "^[a-zA-Z]{2,}$", "^(01){2}$", "^0101$", r"^\x30*$"),
)


@pytest.mark.parametrize("wide", PATTERNS)
def test_a_pattern_holds_another_exactly_if_it_holds_its_texts(wide: str) -> None:
    for narrow in PATTERNS:
        expected = texts(narrow) <= texts(wide)

        assert includes(wide, narrow) == expected, (wide, narrow)


def texts(pattern: str) -> frozenset[str]:
    # In JSON Schema, `$` is the very end.
    found = re.compile(re.sub(r"(?<!\\)\$", r"\\Z", pattern), re.ASCII)
    return frozenset(text for text in PROSE_KEYWORDS if found.search(text))


@pytest.mark.parametrize(
    "pattern", ["(?=a)", r"\ba", r"(a)\1", r"\p{L}", "a^b", "a$b", "(", "[", "a{3,2}", "*", "a\\"]
)
def test_of_what_is_not_read_nothing_is_known(pattern: str) -> None:
    assert not includes(pattern, pattern)
    assert not includes("", pattern)


def test_a_search_that_grows_too_large_is_given_up() -> None:
    assert not includes("^(a|b)*a(a|b){20}$", "^(a|b)*a(a|b){20}$")


UUID = "^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"


def test_the_contract_s_ids_hold_those_with_hyphens() -> None:
    hyphens = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

    assert includes(UUID, hyphens)
    assert not includes(hyphens, UUID)
