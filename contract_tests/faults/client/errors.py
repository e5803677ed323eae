"""Faulty clients whose errors have wrong or missing attributes."""

from __future__ import annotations

from .source_edit import Edit, fault

_SAID = "errors.an_error_has_the_attributes_of_the_response"

FAULTS = (
    fault(
        "pickling-loses-attributes",
        "An error loses its attributes when it is pickled.",
        "errors.an_error_equals_its_pickle_and_its_copy",
        Edit("_errors.py", "(type(self), self.args, self.__dict__)", "(type(self), self.args, {})"),
    ),
    fault(
        "request-id-from-the-wrong-member",
        "The client reads the request id of an error from a property that does not exist.",
        _SAID,
        Edit("_errors.py", 'properties.get("requestId")', 'properties.get("request_id")'),
    ),
    fault(
        "name-of-any-type",
        "The name of an error may be a number instead of a string.",
        _SAID,
        Edit("_errors.py", '_text(properties.get("name"))', 'properties.get("name")'),
    ),
    fault(
        "content-decoded-and-encoded",
        "The client replaces bytes that are not UTF-8 in the content of an error.",
        _SAID,
        Edit(
            "_operation.py",
            "redactor.content(raw.content)",
            'raw.content.decode("utf-8", "replace").encode()',
        ),
    ),
    fault(
        "message-of-several-lines",
        "The message of an error keeps the line breaks of the body.",
        "errors.the_message_of_an_error_is_one_line_with_the_status_code",
        Edit(
            "_redaction.py",
            'if c.isprintable() else " " for c in text).split()',
            "for c in text).split(' ')",
        ),
    ),
    fault(
        "message-without-the-sentence",
        "The message of an error lacks the message that the server sent.",
        "errors.the_message_of_an_error_has_the_name_message_and_request_id_of_the_body",
        Edit(
            "_operation.py",
            "for each in (error.name, error.error) if each",
            "for each in (error.name,) if each",
        ),
    ),
    fault(
        "excerpt-of-any-length",
        "The excerpt of a decoding error is ten times as long as documented.",
        "errors.the_excerpt_of_a_body_is_one_short_line",
        Edit("_operation.py", "_MAX_EXCERPT = 200", "_MAX_MAX_EXCERPT = 2000"),
    ),
    fault(
        "retry-after-not-told",
        "An error lacks the seconds of the Retry-After header.",
        "retries.a_retry_after_header_of_more_than_a_minute_means_no_retry",
        Edit("_operation.py", "retry_after=raw.retry_after,", ""),
    ),
    fault(
        "retry-after-infinite",
        "An error has an infinite delay if the Retry-After header has hundreds of digits.",
        "retries.the_retry_after_of_an_error_is_a_finite_delay_or_none",
        Edit("_errors.py", "None if retry_after == math.inf else retry_after", "retry_after"),
    ),
    fault(
        "redirect-location-parsed",
        "A redirect to a malformed URL raises an error of httpx.",
        "failures.a_redirect_to_any_location_is_the_error_of_its_status_code",
        Edit("_transport/http_clients.py", "def _build_redirect_request(", "def _unused("),
    ),
    fault(
        "error-of-a-library-escapes",
        "A call raises an unexpected error of httpx or of the standard library unchanged.",
        "failures.any_error_of_the_libraries_is_an_error_of_the_tree",
        Edit("_transport/exchange.py", "return uses_network(http)", "return False"),
    ),
    fault(
        "error-of-the-user-wrapped",
        "An exception of an event hook of the user becomes a TransportError.",
        "user_code.any_exception_of_an_event_hook_reaches_the_user_unchanged_after_one_request",
        Edit("_transport/exchange.py", " or is_of_user(error, http)", ""),
    ),
    fault(
        "error-of-a-transport-wrapped",
        "An exception of a transport of the user becomes a TransportError.",
        "user_code.an_exception_of_a_transport_is_unchanged_unless_it_is_an_error_of_httpx",
        Edit("_transport/exchange.py", "if not _is_failure(error, http):", "if not error:"),
    ),
    fault(
        "overridden-method-ignored",
        "An exception of a method that the user overrides becomes a TransportError.",
        "user_code.an_exception_of_an_overridden_method_reaches_the_user_unchanged",
        Edit("_transport/error_origin.py", "        return True\n", "        return False\n"),
    ),
    fault(
        "proxy-variable-not-named",
        "The error for an unreachable proxy does not name its environment variable.",
        "environment.an_unreachable_proxy_is_named_in_the_error",
        Edit("_transport/http_clients.py", "check the proxy in {_variable(scheme)}", "check it"),
    ),
    fault(
        "proxy-password-shown",
        "The error for an invalid proxy variable shows the password of the proxy.",
        "environment.an_invalid_proxy_variable_is_named_in_the_error",
        Edit(
            "_transport/http_clients.py",
            "is not the URL of a proxy: set it to a URL",
            "is not the URL of a proxy: {url}: set it to a URL",
        ),
    ),
)
