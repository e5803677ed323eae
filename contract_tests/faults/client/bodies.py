"""Faulty clients that decode or serialize bodies wrongly."""

from __future__ import annotations

from .source_edit import Edit, fault

_BALANCE = "models/account_balance.py"
_RECORD = "models/network_balance.py"
_WITHOUT_LOSS = "bodies.a_body_is_decoded_and_encoded_without_loss"
_HELD = "bodies.a_model_holds_the_values_of_the_body"
_OTHER_TYPE = "bodies.a_value_of_another_type_is_a_decode_error_with_its_path"

FAULTS = (
    fault(
        "float-amount",
        "The client decodes amounts as floats.",
        _HELD,
        Edit(
            _BALANCE,
            "_new._amount_available = _int_available",
            "_new._amount_available = float(_int_available)",
        ),
    ),
    fault(
        "amount-cut-to-64-bits",
        "The client keeps only the lower 64 bits of an amount.",
        _HELD,
        Edit(
            _BALANCE, "_new._amount_held = _int_held", "_new._amount_held = _int_held & (2**64 - 1)"
        ),
    ),
    fault(
        "amount-left-as-text",
        "The client leaves amounts as strings.",
        _HELD,
        Edit(
            _BALANCE,
            "_new._amount_available = _int_available",
            "_new._amount_available = available",
        ),
    ),
    fault(
        "amount-written-as-a-number",
        "The client serializes amounts as JSON numbers instead of strings.",
        _WITHOUT_LOSS,
        Edit(_BALANCE, "= str(_value)", "= _value"),
    ),
    fault(
        "leading-zeros-lost",
        "The client serializes an amount without its leading zeros.",
        _WITHOUT_LOSS,
        Edit(
            "_serialization/digits.py",
            'PaddedInt(digits) if digits[0] == "0" and len(digits) > 1 else ',
            "",
        ),
    ),
    fault(
        "members-exchanged",
        "The client stores the partner's id of a connection as the name of the record.",
        _HELD,
        Edit(_RECORD, "_new.name = name", "_new.name = partners_connection_id"),
    ),
    fault(
        "unknown-fields-dropped",
        "The client drops properties that the document does not list.",
        "bodies.properties_that_the_document_does_not_list_are_kept",
        Edit(
            "_serialization/decode.py",
            "self.keep(additional)\n        return additional",
            "return {}",
        ),
    ),
    fault(
        "unknown-fields-not-written",
        "The client keeps properties that the document does not list, but does not serialize them.",
        "bodies.properties_that_the_document_does_not_list_are_kept",
        Edit(_RECORD, "dict(self._extra) if self._extra else {}", "{}"),
    ),
    fault(
        "wrong-type-accepted",
        "The client accepts a value of any type as the name of a record.",
        _OTHER_TYPE,
        Edit(_RECORD, '_reading.require_text(name, "name")', "pass"),
    ),
    fault(
        "missing-field-accepted",
        "The client accepts a body without required properties, even if it is not tolerant.",
        "bodies.a_required_property_may_be_missing_only_for_a_tolerant_client",
        Edit("_serialization/decode.py", "self.tolerant = tolerant", "self.tolerant = True"),
    ),
    fault(
        "tolerant-by-default",
        "The client is tolerant by default.",
        "lifecycle.a_body_without_a_required_property_is_an_error_unless_the_client_is_tolerant",
        Edit("client.py", "tolerant: bool = False", "tolerant: bool = True"),
    ),
    fault(
        "never-tolerant",
        "The option `tolerant` has no effect.",
        "lifecycle.a_body_without_a_required_property_is_an_error_unless_the_client_is_tolerant",
        Edit("_serialization/decode.py", "self.tolerant = tolerant", "self.tolerant = False"),
    ),
    fault(
        "path-without-the-key",
        "The path of a decoding error lacks the key of the record.",
        _OTHER_TYPE,
        Edit("models/network_balances.py", "_error.under(_key)", "pass"),
    ),
    fault(
        "path-not-escaped",
        "The path of a decoding error does not escape a slash in a key.",
        "values.from_dict_reports_the_path_of_an_invalid_value",
        Edit("_errors.py", '.replace("~", "~0").replace("/", "~1")', ""),
    ),
    fault(
        "amount-in-any-digits",
        "The client accepts amounts in digits that are not ASCII.",
        "bodies.an_amount_that_is_not_digits_is_a_decode_error_with_its_path",
        Edit(
            "_serialization/decode.py",
            "if not (value.isascii() and value.isdigit()):",
            "if not value.isdigit():",
        ),
    ),
    fault(
        "amount-of-any-length",
        "The client accepts amounts of more than 1,000 digits.",
        "bodies.an_amount_that_is_not_digits_is_a_decode_error_with_its_path",
        Edit(
            "_serialization/decode.py",
            "len(value) > MAX_AMOUNT_DIGITS",
            "len(value) > 9 * MAX_AMOUNT_DIGITS",
        ),
    ),
    fault(
        "swallowed-status",
        "The calls `sync` and `asyncio` return the body of an error response instead of raising.",
        "bodies.the_short_form_returns_or_raises_the_result_of_the_detailed_form",
        Edit("_client.py", "raise response.error", "return response.error.parsed"),
    ),
)
