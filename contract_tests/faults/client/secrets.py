"""Clients that show the token, send it where it must not go, or do not ask for it."""

from __future__ import annotations

from .source_edit import Edit, fault

_ECHO = "secrets.an_error_shows_no_token_though_the_server_echoes_it"

FAULTS = (
    fault(
        "token-in-repr",
        "The repr of a client shows its token.",
        "secrets.a_client_and_its_copies_do_not_show_their_token",
        Edit(
            "_client.py",
            "(base_url={self.base_url!r})",
            "({self._given['token'].get().authorization()})",
        ),
    ),
    fault(
        "token-in-log",
        "The address of a request is logged with a token that is in it.",
        "secrets.logs_show_no_token_at_their_lowest_level",
        Edit("_transport/session.py", "self._hidden.line(self._url, 500)", "self._url"),
    ),
    fault(
        "token-in-logged-headers",
        "The headers of a request are logged.",
        "secrets.logs_show_no_token_at_their_lowest_level",
        Edit(
            "_transport/session.py",
            "        return built\n",
            "        _LOG.debug('%s', built.headers.raw)\n        return built\n",
        ),
    ),
    fault(
        "token-in-message",
        "The message of an error shows a token that the server echoed.",
        _ECHO,
        Edit("_secrets/redaction.py", "text = text.replace(spelling, PLACEHOLDER)", "pass"),
    ),
    fault(
        "token-in-error-body",
        "The body of an error keeps a token that the server echoed.",
        _ECHO,
        Edit("_operation.py", "body=hidden.value(body)", "body=body"),
    ),
    fault(
        "token-in-error-headers",
        "The headers of an error keep a token that the server echoed.",
        _ECHO,
        Edit("_operation.py", "headers=hidden.headers(answer.headers)", "headers=answer.headers"),
    ),
    fault(
        "token-in-pickle",
        "An error that is pickled has the bytes of the body with the token.",
        _ECHO,
        Edit("_operation.py", "content=hidden.content(answer.content)", "content=answer.content"),
    ),
    fault(
        "token-escaped-is-shown",
        "A token as it stands within JSON is not found.",
        "secrets.no_token_is_shown_whatever_characters_it_has",
        Edit("_secrets/redaction.py", "{token, json.dumps(token)[1:-1], quote", "{token, quote"),
    ),
    fault(
        "request-in-a-cause",
        "The error of the library, and so the request, is the cause of ours.",
        "secrets.an_error_of_the_transport_carries_no_request",
        Edit(
            "_transport/exchange.py",
            'return Failure(TransportError(f"{what} ({said})"), unsent',
            'failed = TransportError(f"{what} ({said})")\n    failed.__cause__ = error\n'
            "    return Failure(failed, unsent",
        ),
    ),
    fault(
        "headers-of-the-caller-changed",
        "The token stays in the headers of an httpx client that was given.",
        "secrets.what_the_caller_has_made_is_left_as_it_was",
        Edit(
            "_transport/session.py",
            "        request = self._request\n",
            "        request = self._request\n"
            '        http.headers["Authorization"] = token.authorization()\n',
        ),
    ),
    fault(
        "token-asked-for-once",
        "A token that has changed is not used.",
        "tokens.a_token_is_asked_for_each_request_and_once_more_after_a_401",
        Edit(
            "_secrets/token.py",
            "self._ask, self.renewable = token, True",
            'self._ask, self.renewable = __import__("functools").cache(token), True',
        ),
    ),
    fault(
        "no-second-question-after-401",
        "A token that has expired meanwhile is not asked for again.",
        "tokens.a_token_is_asked_for_each_request_and_once_more_after_a_401",
        Edit(
            "_transport/session.py",
            "renewable_token=options.token.renewable",
            "renewable_token=False",
        ),
    ),
    fault(
        "401-retried-for-any-token",
        "A 401 is asked again with the very same token.",
        "tokens.a_401_for_a_token_that_cannot_change_is_final",
        Edit("_secrets/token.py", "(lambda: secret), False", "(lambda: secret), True"),
    ),
    fault(
        "token-over-plain-http",
        "The token goes over plain HTTP to any host.",
        "tokens.the_token_goes_over_plain_http_only_where_that_is_allowed",
        Edit("_transport/urls.py", "and not allow_http and", "and not url and"),
    ),
    fault(
        "localhost-anywhere",
        "A host whose name begins like this machine's is taken for it.",
        "tokens.the_token_goes_over_plain_http_only_where_that_is_allowed",
        Edit("_transport/urls.py", 'host.endswith(".localhost")', 'host.startswith("localhost")'),
    ),
    fault(
        "illegal-token-accepted",
        "A token that would begin another header is sent.",
        "tokens.a_token_that_no_header_can_hold_is_refused_without_being_shown",
        Edit("_secrets/token.py", """ or not all("!" <= each <= "~" for each in token)""", ""),
    ),
    fault(
        "client-can-be-copied",
        "A client can be copied and pickled, token and all.",
        "secrets.a_client_and_its_copies_do_not_show_their_token",
        Edit("_client.py", "def __reduce__", "def _reduce"),
    ),
    fault(
        "token-kept-in-a-frame",
        "What refuses an option holds the token in its frame.",
        "traces.a_client_that_is_refused_leaves_no_token_in_the_frames_of_ours",
        Edit("client.py", "        del token  # a traceback may show what a frame holds\n", ""),
    ),
    fault(
        "part-of-a-token-shown",
        "A text is cut within a token, whose beginning is then not known for one.",
        "traces.no_part_of_a_token_is_shown_wherever_it_stands_in_a_body",
        Edit("_secrets/redaction.py", "self._whole(self.text(", "(self.text("),
    ),
)
