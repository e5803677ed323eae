"""Faulty clients that choose a wrong schema of `oneOf` or `anyOf`, or convert values wrongly."""

from __future__ import annotations

from .source_edit import Edit, fault

_ALTERNATIVES = "_serialization/alternatives.py"
_DIGITS = "_serialization/base_models.py"
_TIMES = "_serialization/rfc3339.py"

FAULTS = (
    fault(
        "first-alternative-that-fits",
        "The client reads a value as the first alternative that fits.",
        "alternatives.the_alternative_that_lists_the_most_properties_is_chosen",
        Edit(
            _ALTERNATIVES,
            "best = min(trials.fits, key=lambda fit: fit.rank)",
            "best = trials.fits[0]",
        ),
    ),
    fault(
        "constants-ignored",
        "The client ignores the constants that tell alternatives apart.",
        "alternatives.constants_tell_alternatives_apart",
        Edit(_ALTERNATIVES, "if _mismatch(each, value) is None]", "if each]"),
    ),
    fault(
        "one-is-true",
        "The client reads the number 1 as the constant true.",
        "alternatives.a_boolean_constant_is_no_other_value",
        Edit(_ALTERNATIVES, " and isinstance(one, bool) == isinstance(other, bool)", ""),
    ),
    fault(
        "discriminator-may-be-missing",
        "The client reads an object without its discriminator as an alternative.",
        "alternatives.a_discriminator_names_the_alternative",
        Edit(_ALTERNATIVES, "if name == alternative.tag:", "if not name:"),
    ),
    fault(
        "alternative-guessed",
        "The client reads a value of two equal alternatives as the first of them.",
        "alternatives.no_alternative_is_guessed",
        Edit(_ALTERNATIVES, "if all(fit is best or _is_same", "if any(fit is best or _is_same"),
    ),
    fault(
        "digits-as-numbers",
        "The client sends digits in lists and unions as JSON numbers.",
        "alternatives.integers_of_digits_are_strings_in_json",
        Edit(_DIGITS, "return format_digits(amount)", "return amount"),
    ),
    fault(
        "null-as-digits",
        "The client sends null for a string of digits in a list.",
        "alternatives.no_other_value_is_digits",
        Edit(
            _DIGITS,
            "if special else isinstance(value, others)",
            "if special else isinstance(value, (*others, type(None)))",
        ),
    ),
    fault(
        "text-as-digits",
        "The client sends any text for a string of digits.",
        "alternatives.no_other_value_is_digits",
        Edit(
            _DIGITS,
            "if isinstance(value, str) and value.isascii() and value.isdigit():",
            "if isinstance(value, str):",
        ),
    ),
    fault(
        "integers-through-floats",
        "The client reads an integer with an exponent as the nearest float.",
        "alternatives.a_whole_number_with_a_point_or_an_exponent_is_exact",
        Edit("_serialization/decode.py", "whole = value.exact()", "whole = int(value)"),
    ),
    fault(
        "fractions-rounded",
        "The client rounds a fraction of many digits to an integer.",
        "alternatives.a_fraction_is_never_rounded_to_an_integer",
        Edit(
            "_serialization/digits.py",
            "if abs(decimal) < 1 or decimal != decimal.to_integral_value():",
            "if not decimal.is_finite():",
        ),
    ),
    fault(
        "closed-enumerations",
        "The client refuses a value that the server has added to an enumeration.",
        "alternatives.an_enumeration_keeps_values_that_it_does_not_list",
        Edit("_serialization/decode.py", "member = members.get(value)", "member = members[value]"),
    ),
    fault(
        "times-rewritten",
        "The client writes a time in another form than the server sent.",
        "alternatives.a_time_keeps_its_text",
        Edit(
            _TIMES,
            "return str(value) if isinstance(value, Timestamp) else value.isoformat()",
            "return value.isoformat()",
        ),
    ),
)
