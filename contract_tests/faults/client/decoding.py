"""Clients that take for JSON what is none, or let other errors than ours escape."""

from __future__ import annotations

from .source_edit import Edit, fault

_NOT_JSON = "decoding.what_is_not_json_is_a_decode_error"
_ESCAPE = "statuses.only_documented_errors_escape"

FAULTS = (
    fault(
        "nan-accepted",
        "NaN is a number.",
        _NOT_JSON,
        Edit("_serialization/strict_json.py", "parse_constant=_refuse_constant,", ""),
    ),
    fault(
        "overflow-accepted",
        "A number that is too large is infinity.",
        _NOT_JSON,
        Edit("_serialization/strict_json.py", "parse_float=_finite,", ""),
    ),
    fault(
        "byte-order-mark-accepted",
        "A byte order mark before the body is overlooked.",
        _NOT_JSON,
        Edit(
            "_serialization/strict_json.py",
            'content.decode("utf-8")',
            'content.decode("utf-8-sig")',
        ),
    ),
    fault(
        "bytes-replaced",
        "Bytes that are not UTF-8 are replaced.",
        _NOT_JSON,
        Edit(
            "_serialization/strict_json.py",
            'content.decode("utf-8")',
            'content.decode("utf-8", "replace")',
        ),
    ),
    fault(
        "half-a-character-accepted",
        "Half of a surrogate pair is text.",
        _NOT_JSON,
        Edit("_serialization/strict_json.py", "if _SURROGATE.search(content):", "if not content:"),
    ),
    fault(
        "deep-nesting-accepted",
        "Nesting has no limit but that of the library.",
        _NOT_JSON,
        Edit("_serialization/strict_json.py", "if depth > DEEPEST:", "if depth > 9 * DEEPEST:"),
    ),
    fault(
        "nesting-limited-too-early",
        "Nesting ends at 400.",
        "decoding.nesting_up_to_500_is_read",
        Edit("_serialization/strict_json.py", "DEEPEST = 500", "DEEPEST = 400"),
    ),
    fault(
        "long-integers-rounded",
        "Integers beyond 64 bits are floats where orjson is installed.",
        "decoding.integers_beyond_64_bits_are_exact",
        Edit(
            "_operation.py",
            "if reading.unlisted and not strict_json.exact(reading.unlisted):",
            "if decoded is answer:",
        ),
    ),
    fault(
        "libraries-differ-on-floats",
        "Without orjson, numbers with a fraction are read as text.",
        "decoding.both_libraries_give_the_same",
        Edit(
            "_serialization/strict_json.py",
            "value = float(written)",
            "return written\n    value = float(written)",
        ),
    ),
    fault(
        "html-error-raises-json-error",
        "A gateway's page in the place of an error's body is a decode error.",
        _ESCAPE,
        Edit(
            "_operation.py",
            "with suppress(DecodeError):\n            body",
            "with suppress():\n            body",
        ),
    ),
    fault(
        "recursion-escapes",
        "A body that is nested without end raises RecursionError.",
        _ESCAPE,
        Edit(
            "_serialization/strict_json.py", "except RecursionError:", "except ZeroDivisionError:"
        ),
    ),
    fault(
        "unknown-status-raises-value-error",
        "A status that Python has no name for raises ValueError.",
        _ESCAPE,
        Edit(
            "_transport/exchange.py",
            "Answer(self._response.status_code,",
            'Answer(int(__import__("http").HTTPStatus(self._response.status_code)),',
        ),
    ),
    fault(
        "any-2xx-is-a-success",
        "Every 2xx is read as a 200.",
        _ESCAPE,
        Edit("_operation.py", '{status_code // 100}XX")', '{status_code // 100}00")'),
    ),
    fault(
        "wrong-class-for-404",
        "A 404 is an error of the request.",
        _ESCAPE,
        Edit(
            "api/client_balances/list_client_balances.py",
            "errors.NotFoundError)",
            "errors.InvalidRequestError)",
        ),
    ),
    fault(
        "rate-limit-without-a-class",
        "A 429 is an unexpected status.",
        _ESCAPE,
        Edit("_errors.py", "if status_code == 429:", "if status_code == 428:"),
    ),
    fault(
        "empty-body-is-nothing",
        "An empty body of a success is an empty payload, and no error.",
        _NOT_JSON,
        Edit(
            "_operation.py",
            "    reading = Reading(tolerant=tolerant)\n",
            "    if not answer.content:\n        return None\n"
            "    reading = Reading(tolerant=tolerant)\n",
        ),
    ),
)
