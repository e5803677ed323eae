"""Clients that read or write bodies otherwise than the document says."""

from __future__ import annotations

from .source_edit import Edit, fault

_BALANCE = "models/account_balance.py"
_RECORD = "models/network_balance.py"
_WITHOUT_LOSS = "bodies.a_body_is_decoded_and_encoded_without_loss"
_HELD = "bodies.what_a_model_holds_is_what_the_body_says"
_OTHER_TYPE = "bodies.a_value_of_another_type_is_an_error_that_names_its_path"

FAULTS = (
    fault(
        "float-amount",
        "Amounts are read as floats.",
        _HELD,
        Edit(_BALANCE, "new_.available = available_int_", "new_.available = float(available_int_)"),
    ),
    fault(
        "amount-cut-to-64-bits",
        "Of an amount only the lower 64 bits are kept.",
        _HELD,
        Edit(_BALANCE, "new_.held = held_int_", "new_.held = held_int_ & (2**64 - 1)"),
    ),
    fault(
        "amount-left-as-text",
        "Amounts stay strings.",
        _HELD,
        Edit(_BALANCE, "new_.available = available_int_", "new_.available = available"),
    ),
    fault(
        "amount-written-as-a-number",
        "Amounts are written as JSON numbers.",
        _WITHOUT_LOSS,
        Edit(_BALANCE, "= str(available)", "= available"),
    ),
    fault(
        "leading-zeros-lost",
        "An amount with zeros in front is written without them.",
        _WITHOUT_LOSS,
        Edit(
            "_serialization/digits.py",
            'PaddedInt(digits) if digits[0] == "0" and len(digits) > 1 else ',
            "",
        ),
    ),
    fault(
        "members-exchanged",
        "The name of a record is what the partner calls it.",
        _HELD,
        Edit(_RECORD, "new_.name = name", "new_.name = partners_connection_id"),
    ),
    fault(
        "unknown-fields-dropped",
        "Members that the document does not list are not kept.",
        "bodies.members_that_the_document_does_not_list_are_kept",
        Edit(
            "_serialization/decode.py",
            "self.unlisted.append(rest)\n        return rest",
            "return {}",
        ),
    ),
    fault(
        "unknown-fields-not-written",
        "Members that the document does not list are kept, but not written again.",
        "bodies.members_that_the_document_does_not_list_are_kept",
        Edit(_RECORD, "dict(self.extra_) if self.extra_ else {}", "{}"),
    ),
    fault(
        "wrong-type-accepted",
        "A name may be anything.",
        _OTHER_TYPE,
        Edit(_RECORD, 'reading_.require_text(name, "name")', "pass"),
    ),
    fault(
        "missing-field-accepted",
        "What the document requires may always be missing.",
        "bodies.a_required_member_may_be_missing_only_where_that_is_tolerated",
        Edit("_serialization/decode.py", "self.tolerant = tolerant", "self.tolerant = True"),
    ),
    fault(
        "tolerant-by-default",
        "A client is tolerant unless it is told not to be.",
        "lifecycle.a_body_that_lacks_what_is_required_is_refused_unless_that_is_tolerated",
        Edit("client.py", "tolerant: bool = False", "tolerant: bool = True"),
    ),
    fault(
        "never-tolerant",
        "The option to be tolerant does nothing.",
        "lifecycle.a_body_that_lacks_what_is_required_is_refused_unless_that_is_tolerated",
        Edit("_serialization/decode.py", "self.tolerant = tolerant", "self.tolerant = False"),
    ),
    fault(
        "path-without-the-key",
        "The path of an error leaves out which record it is in.",
        _OTHER_TYPE,
        Edit("models/network_balances.py", "error_.under(key_)", "pass"),
    ),
    fault(
        "path-not-escaped",
        "A slash in a key looks like another step of the path.",
        "values.from_dict_tells_where_a_value_does_not_fit",
        Edit("_errors.py", '.replace("~", "~0").replace("/", "~1")', ""),
    ),
    fault(
        "amount-in-any-digits",
        "Amounts may be written in the digits of any script.",
        "bodies.an_amount_that_is_no_digits_is_an_error_that_names_its_path",
        Edit(
            "_serialization/decode.py",
            "if not (value.isascii() and value.isdigit()):",
            "if not value.isdigit():",
        ),
    ),
    fault(
        "amount-of-any-length",
        "Amounts may have more than a thousand digits.",
        "bodies.an_amount_that_is_no_digits_is_an_error_that_names_its_path",
        Edit(
            "_serialization/decode.py",
            "len(value) > LONGEST_AMOUNT",
            "len(value) > 9 * LONGEST_AMOUNT",
        ),
    ),
    fault(
        "swallowed-status",
        "The short form returns the body of an error as if it were a success.",
        "bodies.the_short_form_returns_or_raises_what_the_detailed_form_has",
        Edit("_client.py", "if response.error is not None:", "if response.parsed is None:"),
    ),
)
