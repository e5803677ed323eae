"""Faulty clients that show a token, send a token to a wrong host, or do not renew a token."""

from __future__ import annotations

from .source_edit import Edit, fault

_ECHO = "secrets.an_error_does_not_show_a_token_that_the_server_echoes"

FAULTS = (
    fault(
        "token-in-repr",
        "The repr of a client shows its token.",
        "secrets.a_client_and_its_copies_do_not_show_the_token",
        Edit(
            "_client.py",
            "(base_url={self.base_url!r})",
            "({self._arguments['token'].get().authorization()})",
        ),
    ),
    fault(
        "token-in-log",
        "The log of a request shows a token that is part of the URL.",
        "secrets.debug_logs_do_not_show_the_token",
        Edit("_transport/session.py", "self._redactor.line(self._url, 500)", "self._url"),
    ),
    fault(
        "token-in-logged-headers",
        "The log of a request shows its headers.",
        "secrets.debug_logs_do_not_show_the_token",
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
        Edit("_redaction.py", "text = text.replace(token, PLACEHOLDER)", "pass"),
        Edit("_redaction.py", "text = _without_escaped(text, token)", "pass"),
    ),
    fault(
        "token-in-error-body",
        'The attribute "body" of an error shows a token that the server echoed.',
        _ECHO,
        Edit(
            "_operation.py",
            "redactor.json_value(json_parser.parse_exactly(raw.content))",
            "json_parser.parse_exactly(raw.content)",
        ),
    ),
    fault(
        "token-in-error-model",
        'The attribute "parsed" of an error shows a token that the server echoed.',
        _ECHO,
        Edit(
            "_operation.py",
            "_error_body(documented, raw._replace(content=content), body, ",
            "decode_body(documented, raw, ",
        ),
    ),
    fault(
        "token-in-error-headers",
        'The attribute "headers" of an error shows a token that the server echoed.',
        _ECHO,
        Edit("_operation.py", "headers=redactor.headers(raw.headers)", "headers=raw.headers"),
    ),
    fault(
        "token-in-pickle",
        "The pickle of an error holds a token that the server echoed.",
        _ECHO,
        Edit("_operation.py", "content = redactor.content(raw.content)", "content = raw.content"),
    ),
    fault(
        "token-escaped-is-shown",
        "The client does not redact a token that is escaped as in JSON.",
        "secrets.a_token_with_any_characters_is_redacted",
        Edit("_redaction.py", "{token, json.dumps(token)[1:-1], quote", "{token, quote"),
    ),
    fault(
        "token-partly-escaped-is-shown",
        "The client does not redact a token of which only some characters are escaped.",
        "secrets.a_token_is_redacted_however_each_of_its_characters_is_escaped",
        Edit("_redaction.py", "text = _without_escaped(text, token)", "pass"),
    ),
    fault(
        "request-in-a-cause",
        "The cause of a transport error is the error of httpx, which holds the request.",
        "secrets.a_transport_error_holds_no_request",
        Edit(
            "_transport/exchange.py",
            "return Failure(TransportError(message), unsent",
            "failed = TransportError(message)\n    failed.__cause__ = error\n"
            "    return Failure(failed, unsent",
        ),
    ),
    fault(
        "headers-of-the-caller-changed",
        "The client stores the token in the headers of the httpx client of the caller.",
        "secrets.the_httpx_client_of_the_caller_does_not_change",
        Edit(
            "_transport/session.py",
            "        request = self._request\n",
            "        request = self._request\n"
            '        http.headers["Authorization"] = token.authorization()\n',
        ),
    ),
    fault(
        "token-asked-for-once",
        "The client calls a token function only once.",
        "tokens.the_token_function_is_called_for_each_request_and_again_after_a_401",
        Edit(
            "_token.py",
            "self._fetch, self.renewable = token, True",
            'self._fetch, self.renewable = __import__("functools").cache(token), True',
        ),
    ),
    fault(
        "no-second-question-after-401",
        "The client does not call the token function again after a 401 response.",
        "tokens.the_token_function_is_called_for_each_request_and_again_after_a_401",
        Edit(
            "_transport/session.py",
            "self._may_renew_token = options.token.renewable",
            "self._may_renew_token = False",
        ),
    ),
    fault(
        "401-retried-for-any-token",
        "The client sends a request again after a 401 response even if the token is fixed.",
        "tokens.a_401_with_a_fixed_token_is_not_repeated",
        Edit("_token.py", "(lambda: hidden), False", "(lambda: hidden), True"),
    ),
    fault(
        "token-over-plain-http",
        "The client sends the token over plain HTTP to any host.",
        "tokens.the_token_is_sent_over_plain_http_only_if_allowed",
        Edit("_transport/base_url_validation.py", "and not allow_http and", "and not url and"),
    ),
    fault(
        "localhost-anywhere",
        'The client sends the token over plain HTTP to hosts such as "localhost.example.com", too.',
        "tokens.the_token_is_sent_over_plain_http_only_if_allowed",
        Edit(
            "_transport/base_url_validation.py",
            'host.endswith(".localhost")',
            'host.startswith("localhost")',
        ),
    ),
    fault(
        "illegal-token-accepted",
        "The client accepts a token with a line break, which would start another header.",
        "tokens.an_invalid_token_is_an_error_that_does_not_show_the_token",
        Edit("_token.py", """ or not all("!" <= each <= "~" for each in token)""", ""),
    ),
    fault(
        "client-can-be-copied",
        "A client can be copied and pickled together with its token.",
        "secrets.a_client_and_its_copies_do_not_show_the_token",
        Edit("_client.py", "def __reduce__", "def _reduce"),
    ),
    fault(
        "token-kept-in-a-frame",
        "A local variable of the client holds the token while an invalid option raises an error.",
        "traces.an_invalid_option_leaves_no_token_in_the_frames_of_the_traceback",
        Edit(
            "client.py", "        del token  # tracebacks show the local variables of a frame\n", ""
        ),
    ),
    fault(
        "part-of-a-token-shown",
        "The client shortens a text within a token and shows the beginning of the token.",
        "traces.no_part_of_a_token_is_shown_at_any_position_in_a_body",
        Edit("_redaction.py", "self._without_partial_token(self.text(", "(self.text("),
    ),
    fault(
        "redirect-target-with-its-query",
        "The message of a redirect shows the query of the target, which may be a secret.",
        "errors.the_message_of_a_redirect_has_the_target_without_parts_that_may_be_secrets",
        Edit("_operation.py", '_PARAMETERS.sub("", ', "str("),
    ),
)
