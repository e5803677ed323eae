"""Clients whose requests do not carry what they were given."""

from __future__ import annotations

from .source_edit import Edit, fault

_OPERATION = "api/client_balances/list_client_balances.py"
_CARRIES = "requests.a_request_carries_exactly_the_arguments_in_whatever_way_they_are_given"
_REFUSED = "requests.what_cannot_be_meant_is_refused_by_name_and_nothing_is_sent"

FAULTS = (
    fault(
        "unescaped-id",
        "An id is put into the path as it is.",
        _CARRIES,
        Edit("_transport/urls.py", 'quote(value, safe="")', "value"),
    ),
    fault(
        "unescaped-slash",
        "A slash in an id begins another segment of the path.",
        "sockets.the_server_sees_exactly_that_id",
        Edit("_transport/urls.py", 'quote(value, safe="")', "quote(value)"),
    ),
    fault(
        "id-escaped-twice",
        "An id is escaped, and what came of that once more.",
        _CARRIES,
        Edit(
            "_transport/urls.py", 'quote(value, safe="")', 'quote(quote(value, safe=""), safe="")'
        ),
    ),
    fault(
        "dot-segments-accepted",
        "An id of two dots leads to another path.",
        _REFUSED,
        Edit("_transport/urls.py", 'value in {"", ".", ".."}', 'value == ""'),
    ),
    fault(
        "empty-id-accepted",
        "An id of nothing collapses the path.",
        _REFUSED,
        Edit("_transport/urls.py", 'value in {"", ".", ".."}', 'value in {".", ".."}'),
    ),
    fault(
        "wrong-key",
        "The page size is sent by the name that it has in Python.",
        "requests.a_request_is_one_the_document_allows",
        Edit(_OPERATION, '"page_size", "pageSize"', '"page_size", "page_size"'),
    ),
    fault(
        "filter-comma-joined",
        "Several ids are sent in one parameter, with commas between.",
        "requests.several_ids_are_sent_as_repeated_keys",
        Edit(
            "_serialization/arguments.py",
            'left out")\n    return pairs',
            'left out")\n    return [(key, ",".join(written for _, written in pairs))]',
        ),
    ),
    fault(
        "only-the-last-of-a-filter",
        "Of several ids only the last is sent.",
        _CARRIES,
        Edit(
            "_serialization/arguments.py",
            'left out")\n    return pairs',
            'left out")\n    return pairs[-1:]',
        ),
    ),
    fault(
        "filter-sorted",
        "Ids are sent in another order than they were given in.",
        _CARRIES,
        Edit(
            "_serialization/arguments.py", "items = list(value)", "items = sorted(value, key=str)"
        ),
    ),
    fault(
        "bare-string-accepted",
        "A string in the place of a list is sent letter by letter.",
        _REFUSED,
        Edit(
            "_serialization/arguments.py",
            "isinstance(value, str | bytes | Mapping)",
            "isinstance(value, Mapping)",
        ),
    ),
    fault(
        "empty-list-accepted",
        "An empty filter is left out, and so selects everything.",
        _REFUSED,
        Edit("_serialization/arguments.py", "if not items:", "if items is None:"),
    ),
    fault(
        "page-zero-left-out",
        "What is false in Python is taken for left out.",
        "requests.zero_is_sent_and_not_taken_for_left_out",
        Edit(
            "_serialization/arguments.py",
            "[] if value is None or value is UNSET else",
            "[] if not value else",
        ),
    ),
    fault(
        "negative-page-accepted",
        "A negative page number is sent.",
        _REFUSED,
        Edit("_serialization/arguments.py", "0 <= value < 10**1000", "value < 10**1000"),
    ),
    fault(
        "boolean-taken-for-a-number",
        "True is sent as page 1.",
        _REFUSED,
        Edit("_serialization/arguments.py", "and not isinstance(value, bool) and 0", "and 0"),
    ),
    fault(
        "any-text-taken-for-a-number",
        "Text that is no digits is sent as a page number.",
        "requests.text_that_is_no_digits_is_refused_where_digits_are_due",
        Edit("_serialization/arguments.py", "if value.isascii() and value.isdigit():", "if value:"),
    ),
    fault(
        "digits-of-any-script-accepted",
        "Digits that are not ASCII are sent as a page number.",
        _REFUSED,
        Edit(
            "_serialization/arguments.py",
            "if value.isascii() and value.isdigit():",
            "if value.isdigit():",
        ),
    ),
    fault(
        "uuid-without-hyphens",
        "A UUID is sent in another spelling than its own.",
        "requests.several_ids_are_sent_as_repeated_keys",
        Edit(
            "_serialization/arguments.py",
            "return str(value)\n    if isinstance(value, Enum)",
            "return value.hex\n    if isinstance(value, Enum)",
        ),
    ),
)
