"""Faulty clients that serialize arguments wrongly, or accept invalid arguments."""

from __future__ import annotations

from .source_edit import Edit, fault

_OPERATION = "api/client_balances/list_client_balances.py"
_CARRIES = "requests.a_request_has_exactly_the_arguments_of_the_call"
_REFUSED = "requests.an_invalid_argument_raises_an_error_that_names_it_and_sends_no_request"
_PAIRS = "        )\n    return pairs"

FAULTS = (
    fault(
        "unescaped-id",
        "The client puts an id into the path without percent-encoding.",
        _CARRIES,
        Edit("_serialization/arguments.py", 'quote(value, safe="")', "value"),
    ),
    fault(
        "unescaped-slash",
        "The client does not encode a slash in an id, which then starts another path segment.",
        "sockets.the_server_receives_the_id_unchanged",
        Edit("_serialization/arguments.py", 'quote(value, safe="")', "quote(value)"),
    ),
    fault(
        "masked-text-sent",
        "The client sends the text of a class derived from str, such as a masked id.",
        _CARRIES,
        Edit(
            "_serialization/arguments.py",
            "string = str.__str__(value)\n    try:",
            "string = str(value)\n    try:",
        ),
    ),
    fault(
        "id-escaped-twice",
        "The client percent-encodes an id twice.",
        _CARRIES,
        Edit(
            "_serialization/arguments.py",
            'quote(value, safe="")',
            'quote(quote(value, safe=""), safe="")',
        ),
    ),
    fault(
        "dot-segments-accepted",
        'The client accepts the id "..", which leads to another path.',
        _REFUSED,
        Edit("_serialization/arguments.py", 'value in {"", ".", ".."}', 'value == ""'),
    ),
    fault(
        "empty-id-accepted",
        "The client accepts an empty id, which removes a segment of the path.",
        _REFUSED,
        Edit("_serialization/arguments.py", 'value in {"", ".", ".."}', 'value in {".", ".."}'),
    ),
    fault(
        "wrong-key",
        "The client sends the page size under its Python name instead of its name in the document.",
        "requests.the_document_allows_each_request",
        Edit(_OPERATION, '"page_size", "pageSize"', '"page_size", "page_size"'),
    ),
    fault(
        "filter-comma-joined",
        "The client sends several ids as one comma-separated parameter.",
        "requests.several_ids_are_sent_as_repeated_keys",
        Edit(
            "_serialization/arguments.py",
            _PAIRS,
            _PAIRS.replace("pairs", '[(key, ",".join(item for _, item in pairs))]'),
        ),
    ),
    fault(
        "only-the-last-of-a-filter",
        "The client sends only the last of several ids.",
        _CARRIES,
        Edit("_serialization/arguments.py", _PAIRS, _PAIRS.replace("pairs", "pairs[-1:]")),
    ),
    fault(
        "filter-sorted",
        "The client sends ids in another order than the caller passed them.",
        _CARRIES,
        Edit(
            "_serialization/arguments.py", "items = list(value)", "items = sorted(value, key=str)"
        ),
    ),
    fault(
        "bare-string-accepted",
        "The client accepts a string as a list of ids, and sends each character as an id.",
        _REFUSED,
        Edit(
            "_serialization/arguments.py",
            "isinstance(value, str | bytes | bytearray)",
            "isinstance(value, bytearray)",
        ),
    ),
    fault(
        "empty-list-accepted",
        "The client omits an empty list of ids, so that the server returns all records.",
        _REFUSED,
        Edit("_serialization/arguments.py", "if not items:", "if items is None:"),
    ),
    fault(
        "unset-accepted",
        "The client omits the value of a missing property, so that the server returns all records.",
        _REFUSED,
        Edit("_serialization/arguments.py", "if value is None", "if value in (None, UNSET)"),
    ),
    fault(
        "page-zero-left-out",
        "The client omits every falsy argument, such as page number 0.",
        "requests.zero_is_sent",
        Edit(
            "_serialization/arguments.py",
            "[] if value is None else",
            "[] if not value else",
        ),
    ),
    fault(
        "negative-page-accepted",
        "The client sends a negative page number.",
        _REFUSED,
        Edit("_serialization/arguments.py", "0 <= value < 10**1000", "value < 10**1000"),
    ),
    fault(
        "boolean-taken-for-a-number",
        "The client sends True as page number 1.",
        _REFUSED,
        Edit("_serialization/arguments.py", "and not isinstance(value, bool) and 0", "and 0"),
    ),
    fault(
        "any-text-taken-for-a-number",
        "The client sends any string as a page number.",
        "requests.a_string_that_is_not_digits_is_an_invalid_page_number",
        Edit(
            "_serialization/arguments.py", "if string.isascii() and string.isdigit():", "if value:"
        ),
    ),
    fault(
        "digits-of-any-script-accepted",
        "The client sends digits that are not ASCII as a page number.",
        _REFUSED,
        Edit(
            "_serialization/arguments.py",
            "if string.isascii() and string.isdigit():",
            "if value.isdigit():",
        ),
    ),
    fault(
        "uuid-without-hyphens",
        "The client sends a UUID object without hyphens.",
        "requests.several_ids_are_sent_as_repeated_keys",
        Edit(
            "_serialization/arguments.py",
            "return str(value)\n    if isinstance(value, Enum)",
            "return value.hex\n    if isinstance(value, Enum)",
        ),
    ),
    fault(
        "argument-hidden-by-a-local-variable",
        "A local variable of the generated code has the name of a filter, which is not sent.",
        _CARRIES,
        Edit(_OPERATION, "    return _Request(", "    partner_ids = None\n    return _Request("),
    ),
    fault(
        "mapping-refused",
        "The client rejects a mapping as an iterable of ids.",
        "requests.several_ids_are_sent_as_repeated_keys",
        Edit(
            "_serialization/arguments.py",
            "isinstance(value, str | bytes | bytearray)",
            "isinstance(value, str | bytes | bytearray | dict)",
        ),
    ),
)
