"""Test the comparison of two patterns: inclusion of one in the other, and common strings.

The tests compute the expected results by matching every short string against both patterns.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import pytest

from openapi.changes.regex.inclusion import includes, may_match_same_text

# At most four of these characters distinguish any two of the patterns.
CHARACTERS = "01abB- \n"
STRINGS = ["".join(string) for n in range(5) for string in product(CHARACTERS, repeat=n)]
PATTERNS = (
    *("^[0-9]+$", "^[0-9]*$", "^-?[0-9]+$", r"^\d+$", "^(0|[1-9][0-9]*)$", "^[0-9]{1,3}$"),
    *("[0-9]", "^[0-9]", "[0-9]$", "^a|1$", "^(?:a|1)+?$", "^[^0-9]*$", r"^\w+$", r"^\W?$"),
    *("^.$", r"^\s*$", "^$", "", "^[a-z]{2}$", "^[a-zA-Z]{2,}$", "^(01){2}$", "^0101$", r"^\x30*$"),
)


@pytest.mark.parametrize("wide", PATTERNS)
def test_a_pattern_includes_the_patterns_whose_strings_it_matches(wide: str) -> None:
    for narrow in PATTERNS:
        expected = matches(narrow) <= matches(wide)

        assert includes(wide, narrow) == expected, (wide, narrow)


@pytest.mark.parametrize("one", PATTERNS)
def test_two_patterns_match_the_same_text_if_a_string_matches_both(one: str) -> None:
    for other in PATTERNS:
        expected = bool(matches(one) & matches(other))

        assert may_match_same_text(one, other) == expected, (one, other)


@cache
def matches(pattern: str) -> frozenset[str]:
    # In JSON Schema, `$` matches only at the end, not before a final line feed.
    compiled = re.compile(re.sub(r"(?<!\\)\$", r"\\Z", pattern), re.ASCII)
    return frozenset(string for string in STRINGS if compiled.search(string))


@pytest.mark.parametrize(
    "pattern", ["(?=a)", r"\ba", r"(a)\1", r"\p{L}", "a^b", "a$b", "(", "[", "a{3,2}", "*", "a\\"]
)
def test_an_unsupported_pattern_is_not_known_to_be_included(pattern: str) -> None:
    assert not includes(pattern, pattern)
    assert not includes("", pattern)
    assert may_match_same_text("^$", pattern)


def test_a_search_with_too_many_states_ends_without_a_result() -> None:
    assert not includes("^(a|b)*a(a|b){20}$", "^(a|b)*a(a|b){20}$")
    assert may_match_same_text("^(a|b)*a(a|b){20}$", "^(a|b)*b(a|b){20}$")


UUID = "^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"


def test_the_pattern_of_the_contract_includes_uuids_with_hyphens() -> None:
    hyphens = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

    assert includes(UUID, hyphens)
    assert not includes(hyphens, UUID)
