"""Faulty clients that accept invalid JSON, or raise undocumented errors."""

from __future__ import annotations

from .source_edit import Edit, fault

_NOT_JSON = "decoding.a_body_that_is_not_strict_json_is_a_decode_error"
_ALIKE = "decoding.all_json_libraries_decode_a_body_with_a_replaced_string_alike"
_ANY_BODY = "statuses.each_status_code_and_body_raises_the_documented_error"
_ESCAPE = f"{_ANY_BODY}[deeply nested-Form.SYNC]"

FAULTS = (
    fault(
        "nan-accepted",
        "The client accepts NaN as a JSON number.",
        _NOT_JSON,
        Edit("_serialization/json_parser.py", "parse_constant=_reject_constant,", ""),
    ),
    fault(
        "overflow-accepted",
        "The client decodes a number beyond the range of floats as infinity.",
        _NOT_JSON,
        Edit("_serialization/json_parser.py", "parse_float=parse_float,", ""),
    ),
    fault(
        "byte-order-mark-accepted",
        "The client accepts a byte order mark at the start of a body.",
        _NOT_JSON,
        Edit(
            "_serialization/json_parser.py",
            'content.decode("utf-8")',
            'content.decode("utf-8-sig")',
        ),
    ),
    fault(
        "bytes-replaced",
        "The client replaces bytes that are not UTF-8 instead of raising DecodeError.",
        _NOT_JSON,
        Edit(
            "_serialization/json_parser.py",
            'content.decode("utf-8")',
            'content.decode("utf-8", "replace")',
        ),
    ),
    fault(
        "half-a-character-accepted",
        "The client accepts half of a surrogate pair in a string.",
        _NOT_JSON,
        Edit("_serialization/json_parser.py", "if _SURROGATE.search(content):", "if not content:"),
    ),
    fault(
        "deep-nesting-accepted",
        "The client accepts more than 500 levels of nesting.",
        _NOT_JSON,
        Edit("_serialization/json_parser.py", "if depth > MAX_DEPTH:", "if depth > 9 * MAX_DEPTH:"),
    ),
    fault(
        "nesting-limited-too-early",
        "The client rejects more than 400 levels of nesting instead of more than 500.",
        "decoding.up_to_500_levels_of_nesting_are_decoded",
        Edit("_serialization/json_parser.py", "MAX_DEPTH = 500", "MAX_DEPTH = 400"),
    ),
    fault(
        "long-integers-rounded",
        "The client decodes integers beyond 64 bits as floats if orjson is installed.",
        "decoding.integers_beyond_64_bits_are_exact",
        Edit(
            "_operation.py",
            "if is_exact and not reading.inexact:",
            "if is_exact or not reading.inexact:",
        ),
    ),
    fault(
        "libraries-differ-on-floats",
        "The client decodes floats as strings if orjson is not installed.",
        "decoding.all_json_libraries_decode_a_body_alike",
        Edit(
            "_serialization/json_parser.py",
            "value = float(number)",
            "return number\n        value = float(number)",
        ),
    ),
    fault(
        "structs-drop-unlisted-properties",
        "The client drops properties that the document does not list if msgspec is installed.",
        _ALIKE,
        Edit(
            "_serialization/structs.py",
            "forbid_unknown_fields=True",
            "forbid_unknown_fields=False",
        ),
    ),
    fault(
        "structs-exchange-properties",
        "The client takes the id of a record for its name if msgspec is installed.",
        "decoding.all_json_libraries_decode_a_valid_body_alike",
        Edit(
            "models/network_balance.py",
            "_new.name = _parsed.name",
            "_new.name = _parsed.partners_connection_id",
        ),
    ),
    fault(
        "structs-accept-any-amount",
        "The client accepts amounts with blanks and signs if msgspec is installed.",
        _ALIKE,
        Edit(
            "models/account_balances.py",
            "_is_ascii(_text := _item.available)\n"
            "                and _MIN_OF_LENGTH[len(_text)] <= (_amount_1 := int(_text))",
            "(_amount_1 := int(_item.available)) is not None",
        ),
    ),
    fault(
        "html-error-raises-json-error",
        "An error response with an HTML body raises DecodeError instead of an ApiError.",
        f"{_ANY_BODY}[HTML-Form.SYNC]",
        Edit(
            "_operation.py",
            "with suppress(DecodeError):\n            body",
            "with suppress():\n            body",
        ),
    ),
    fault(
        "recursion-escapes",
        "A deeply nested body raises RecursionError instead of an error of the client.",
        _ESCAPE,
        Edit(
            "_serialization/json_parser.py", "except RecursionError:", "except ZeroDivisionError:"
        ),
    ),
    fault(
        "unknown-status-raises-value-error",
        "A status code that Python does not know raises ValueError.",
        _ESCAPE,
        Edit(
            "_transport/exchange.py",
            "RawResponse(response.status_code,",
            'RawResponse(int(__import__("http").HTTPStatus(response.status_code)),',
        ),
    ),
    fault(
        "any-2xx-is-a-success",
        "The client decodes each 2xx response like a 200 response.",
        _ESCAPE,
        Edit("_operation.py", '{status_code // 100}XX")', '{status_code // 100}00")'),
    ),
    fault(
        "wrong-class-for-404",
        "A 404 response raises InvalidRequestError instead of NotFoundError.",
        _ESCAPE,
        Edit("errors.py", "404: NotFoundError,", "404: InvalidRequestError,"),
    ),
    fault(
        "rate-limit-without-a-class",
        "A 429 response raises UnexpectedStatusError instead of RateLimitError.",
        _ESCAPE,
        Edit("_errors.py", "if status_code == 429:", "if status_code == 428:"),
    ),
    fault(
        "empty-body-is-nothing",
        "The client decodes an empty body of a success as None instead of raising an error.",
        _NOT_JSON,
        Edit(
            "_operation.py",
            "    reading = Reading(tolerant=tolerant)\n",
            "    if not raw.content:\n        return None\n"
            "    reading = Reading(tolerant=tolerant)\n",
        ),
    ),
)
