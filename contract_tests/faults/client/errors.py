"""Clients whose errors do not tell what happened."""

from __future__ import annotations

from .source_edit import Edit, fault

_SAID = "errors.an_error_has_what_the_server_said"

FAULTS = (
    fault(
        "pickling-loses-attributes",
        "An error that was pickled has forgotten its status.",
        "errors.an_error_is_the_same_after_pickling_and_copying",
        Edit("_errors.py", "(type(self), self.args, self.__dict__)", "(type(self), self.args, {})"),
    ),
    fault(
        "request-id-from-the-wrong-member",
        "The id of the request is looked for by another name.",
        _SAID,
        Edit("_errors.py", 'members.get("requestId")', 'members.get("request_id")'),
    ),
    fault(
        "name-of-any-type",
        "The name of an error may be a number.",
        _SAID,
        Edit("_errors.py", '_text(members.get("name"))', 'members.get("name")'),
    ),
    fault(
        "content-decoded-and-encoded",
        "The bytes of a body that are not UTF-8 are replaced.",
        _SAID,
        Edit(
            "_operation.py",
            "hidden.content(answer.content)",
            'answer.content.decode("utf-8", "replace").encode()',
        ),
    ),
    fault(
        "message-of-several-lines",
        "A message has the line breaks that the server sent.",
        "errors.an_error_prints_one_line_with_its_status",
        Edit(
            "_secrets/redaction.py",
            'if c.isprintable() else " " for c in text).split()',
            "for c in text).split(' ')",
        ),
    ),
    fault(
        "message-without-the-sentence",
        "A message does not say what the server said.",
        "errors.an_error_of_the_service_prints_its_name_sentence_and_request",
        Edit(
            "_operation.py",
            "for each in (error.name, error.error) if each",
            "for each in (error.name,) if each",
        ),
    ),
    fault(
        "excerpt-of-any-length",
        "The excerpt of a body is most of it.",
        "errors.the_excerpt_of_a_body_is_short_and_in_one_line",
        Edit("_operation.py", "_EXCERPT = 200", "_EXCERPT = 2000"),
    ),
    fault(
        "retry-after-not-told",
        "An error does not say how long the server asked to wait.",
        "retries.who_asks_for_more_than_a_minute_gets_no_second_request",
        Edit("_operation.py", 'retry_after=retry_after(answer.headers.get("retry-after")),', ""),
    ),
)
