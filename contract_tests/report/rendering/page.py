"""Render verdicts as HTML pages. A page is one file that loads nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from os.path import commonprefix
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ...contract import Json
from ..request_journal import VALID_KINDS, Kind
from .comparison import MAX_RUNS, Change, Comparison, RuleHistory
from .contract_location import location_words, parameter_name
from .likely_causes import (
    has_wrong_status,
    headline_with_causes,
    is_unstable,
    likely_causes,
)
from .marked_difference import mark_difference
from .saved_verdict import Outcome, Result, reasons_not_judged, results
from .words import (
    count_unchanged,
    count_words,
    counts,
    headline,
    outcome_word,
    rerun_command,
    started,
)

_FOLDER = Path(__file__).parent / "templates"

_VARIABLE = re.compile(r"\$(?:\{([A-Z_][A-Z0-9_]*)[^}]*\}|([A-Z_][A-Z0-9_]*))")

#: An escape for a byte that is not UTF-8. JSON does not have this escape.
_UNDECODED_BYTE = re.compile(r"(?<!\\)\\x([89a-f][0-9a-f])")

#: The lines of a passage about the serialization of arrays.
_SERIALIZATION = re.compile(r"^(style|explode): .*$", re.MULTILINE)

#: The differences between the expected and the actual records, in the order of the page.
_DIFFERENCES = {
    "missing": "Missing in the response",
    "extra": "In the response, but not expected",
    "repeated": "On an earlier page too",
    "changed": "Different in the other response",
    "common": "As expected",
}

#: The differences between two responses to the same request. Each response alone may be right.
_UNSTABLE_DIFFERENCES = {
    "missing": "In the earlier response only",
    "extra": "In the later response only",
}

#: Explanations of the requests for the rules of an area, beside the status codes of the responses.
_AREA_NOTES = {
    "scenarios": "Beside the wrong requests, these rules send valid ones for comparison, which "
    "must be served. A request with several mistakes may get the status of any of them.",
    "errors": "These rules check all error responses of the run, except those to other methods.",
    "data": "These rules check all successful responses of the run.",
    "consistency": "These rules compare all successful responses of the run with each other.",
    "protocol": "These rules send other methods, and valid requests for comparison.",
}


def report_page(verdict: Json, changes: Comparison | None = None) -> str:
    """Return the HTML page of a verdict. It also shows `changes` since an older verdict, if any."""
    ordered = list(results(verdict))
    known = [r for r in ordered if r.outcome is Outcome.KNOWN]
    areas: dict[str, list[Result]] = {}
    for result in ordered:
        areas.setdefault(result.rule["area"], []).append(result)
    causes = likely_causes(verdict, ordered)
    shown = [result for cause in causes for result in cause.rules] + known
    several = len({r.operation["operation"] for r in ordered}) > 1
    anchors = {
        result: f"{result.rule['id']}{'-' + result.operation['operation'] if several else ''}"
        for result in ordered
    }
    usual, prefix, rows = _requests(verdict, anchors)
    owners = {one["name"]: one["owner"] for one in verdict["repeat"]["variables"]}
    variables = {name: owners.get(name, "") for name in _variables(shown)}
    setup = owners or variables
    return _render(
        "report.html",
        verdict=verdict,
        headline=headline_with_causes(verdict, causes),
        counts=counts(verdict),
        has_unchecked=any(result.outcome is Outcome.NOT_CHECKED for result in ordered),
        unchecked=Outcome.NOT_CHECKED,
        causes=causes,
        area_notes=_AREA_NOTES,
        red_cells={
            (cell["operation"], cell["parameter"], cell["in"], cell["kind"])
            for cell in verdict["input_space"]
            if Kind(cell["kind"]) in VALID_KINDS
            and cell["parameter"] != "Authorization"
            and not any(status.startswith("2") for status in cell["statuses"])
        },
        known=known,
        areas=areas,
        several=several,
        anchors=anchors,
        shown={(r.rule["id"], r.operation["operation"]): anchors[r] for r in shown},
        passages=_passages(shown),
        not_judged=reasons_not_judged(ordered),
        independent=[result for cause in causes for result in cause.independent],
        reruns={result: rerun_command(result) for result in shown},
        target_file=_target_file(verdict),
        variables=variables,
        exports="\n".join(f"export {name}='…'" for name in setup),
        setup=setup,
        spaces=_input_spaces(verdict),
        slowest=max((one["maximum"] for one in verdict["latencies"]), default=0),
        usual=usual,
        prefix=prefix,
        data=rows,
        changes=changes,
        kinds_of_change=list(Change),
    )


def history_page(verdicts: Sequence[Json], rules: Sequence[RuleHistory]) -> str:
    """Return an HTML page with the outcome of each rule in a series of runs.

    The rules with the gravest outcomes come first. Of rules with the same outcome, those whose
    outcome changed last come first.
    """
    order: list[Outcome | None] = [*Outcome, None]
    return _render(
        "history.html",
        verdicts=verdicts,
        headline=headline(verdicts[-1]),
        rules=sorted(rules, key=lambda rule: (order.index(rule.latest), -rule.since)),
        outcomes=[one for one in Outcome if any(one in rule.outcomes for rule in rules)],
        shown=MAX_RUNS,
        several=len({one.operation for one in rules}) > 1,
        data="null",
    )


def _render(template: str, **values: Any) -> str:
    style = (_FOLDER / "style.css").read_text("utf-8")
    script = (_FOLDER / "page.js").read_text("utf-8")
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - a file of this package
            script=Markup(script),  # noqa: S704 - a file of this package
            style_hash=_hash(style),
            script_hash=_hash(script),
            **values,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["difference_of"] = lambda pair: mark_difference(*pair)
    environment.filters["started"] = started
    environment.filters["has_wrong_status"] = has_wrong_status
    environment.filters["location"] = location_words
    environment.filters["differences"] = _differences
    environment.filters["is_unstable"] = is_unstable
    environment.filters["short_url"] = _short_url
    environment.filters["repetition"] = _repetition
    environment.filters["indented"] = _indented
    environment.filters["undecoded_byte"] = _undecoded_byte
    environment.filters["word"] = outcome_word
    environment.filters["unchanged"] = lambda pair: count_unchanged(*pair)
    environment.filters["counted"] = lambda pair: count_words(*pair)
    return environment


def _hash(text: str) -> str:
    """Return the hash of an inline style or script for the Content-Security-Policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@frozen
class Passage:
    """A passage of the document that states a rule.

    Attributes:
        pointer: A URI fragment with the JSON Pointer of the passage.
        text: The passage as YAML.
        shown_at: An earlier result on the page that already shows the passage; None if there is no
            earlier result.
        is_proof: Whether the passage proves that the wrong request is valid: it permits several
            values of a parameter, and the request has several.
    """

    pointer: str
    text: str
    shown_at: Result | None
    is_proof: bool

    @property
    def marked(self) -> Markup:
        """The passage as HTML. Lines that permit several values of a parameter are highlighted."""
        text = str(escape(self.text))
        if self.is_proof:
            text = _SERIALIZATION.sub(r"<mark>\g<0></mark>", text)
        return Markup(text)  # noqa: S704 - escaped above


def _passages(shown: Sequence[Result]) -> dict[Result, list[Passage]]:
    """Return, for each result, the passages of the OpenAPI document that state the rule."""
    first: dict[tuple[str, str], Result] = {}
    found: dict[Result, list[Passage]] = {}
    for result in shown:
        quoted = (
            (passage["pointer"], passage["text"])
            for violation in result.operation["violations"]
            for passage in violation["passages"]
        )
        found[result] = [
            Passage(
                *key,
                None if first.setdefault(key, result) is result else first[key],
                _repeats(key[1], result.operation["violations"][0]["requests"][-1]["url"]),
            )
            for key in dict.fromkeys(quoted)
        ]
    return found


def _repeats(passage: str, url: str) -> bool:
    """Return whether a URL repeats the array parameter in a passage of the document."""
    name = parameter_name(passage)
    sent = [key for key, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)]
    return sent.count(name) > 1 and _SERIALIZATION.search(passage) is not None


def _differences(violation: Json) -> list[tuple[str, str, list[str]]]:
    """Return the differences between the expected and the actual records, as three values each.

    The values are the kind, such as `missing`, a description of the kind, and the record keys.
    """
    words = _UNSTABLE_DIFFERENCES if is_unstable(violation) else {}
    return [
        (kind, words.get(kind, meaning), violation["differences"][kind])
        for kind, meaning in _DIFFERENCES.items()
        if violation["differences"][kind]
    ]


def _short_url(url: str, prefix: str) -> str:
    """Shorten a URL to its query string. If the URL has no query string, remove `prefix`."""
    _, mark, query = url.partition("?")
    return f"…?{query}" if mark else url.removeprefix(prefix)


def _repetition(violation: Json) -> str:
    """Return a shell command that sends a request six times, and looks for a record each time."""
    curl, key = violation["requests"][-1]["curl"], violation["differences"]["missing"][0]
    return f"for i in 1 2 3 4 5 6; do {curl} | grep -c {shlex.quote(key)}; done"


def _indented(body: str) -> str:
    """Return a JSON object or array with indentation, and any other text unchanged."""
    if not body.startswith(("{", "[")):
        return body
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body


def _undecoded_byte(body: str) -> str:
    """Return the first byte that is not UTF-8, as two hexadecimal digits; empty for valid UTF-8."""
    found = _UNDECODED_BYTE.search(body)
    return found[1] if found else ""


def _target_file(verdict: Json) -> str:
    """Return the path of the target file in the command for another machine; empty without one."""
    words = shlex.split(verdict["repeat"]["command"])
    return words[words.index("--target") + 1] if "--target" in words else ""


def _variables(shown: Sequence[Result]) -> list[str]:
    """Return the names of the shell variables that the curl commands use."""
    commands = [
        request["curl"]
        for result in shown
        for violation in result.operation["violations"]
        for request in violation["requests"]
    ]
    found = (match for command in commands for match in _VARIABLE.finditer(command))
    return sorted({match[1] or match[2] for match in found})


def _input_spaces(verdict: Json) -> dict[str, dict[str, Any]]:
    """Return a table for each operation: which kinds of values were sent for each parameter."""
    spaces: dict[str, dict[str, Any]] = {}
    for cell in verdict["input_space"]:
        space = spaces.setdefault(cell["operation"], {"kinds": [], "rows": {}})
        row = space["rows"].setdefault((cell["parameter"], cell["in"]), {})
        row[cell["kind"]] = cell["statuses"]
    for space in spaces.values():
        used = {kind for row in space["rows"].values() for kind in row}
        space["kinds"] = [kind.value for kind in Kind if kind.value in used]
    return spaces


def _requests(verdict: Json, anchors: dict[Result, str]) -> tuple[str, str, Markup]:
    """Return the data of the page's table of requests: two URL texts, and the rows as JSON.

    The texts are the most frequent URL without its query string, and the beginning of all URLs. In
    the rows, an ellipsis replaces these texts. A row has the id of the rule, the method, the URL,
    the status, the milliseconds, the HTML anchors of the violations that show the request, and
    whose credential the request has. The JSON is safe within an HTML script element.
    """
    rows: list[list[Any]] = [_row("", one) for one in verdict["first_requests"]]
    own: dict[Result, list[list[Any]]] = {}
    for result in anchors:
        own[result] = [_row(result.rule["id"], one) for one in result.operation["requests"]]
        rows += own[result]
    for result, anchor in anchors.items():
        for wrong in _wrong_responses(result):
            # A rule about all responses also judges the responses to the requests of other rules.
            matching = [row for row in own[result] if row[1:4] == wrong]
            for row in matching or [row for row in rows if row[1:4] == wrong]:
                if anchor not in row[5]:
                    row[5].append(anchor)
    paths = [row[2].partition("?")[0] for row in rows]
    usual = next((path for path, _ in Counter(paths).most_common(1)), "")
    prefix = _common_folder(paths)
    for row, path in zip(rows, paths, strict=True):
        row[2] = "…" + row[2].removeprefix(usual if path == usual else prefix)
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    # JSON in HTML must not end the script element, or begin a comment.
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return usual, prefix, Markup(escaped)  # noqa: S704 - nothing in the text begins markup


def _row(rule: str, one: Json) -> list[Any]:
    return [rule, one["method"], one["url"], one["status"], one["milliseconds"], []] + (
        [one["credential"]] if one.get("credential") else []
    )


def _wrong_responses(result: Result) -> Iterator[list[Any]]:
    """Yield the method, the URL and the status of each request that shows a violation."""
    for violation in result.operation["violations"]:
        for request in violation["requests"]:
            if request["role"] == "violation":
                yield [request["method"], request["url"], request["status"]]


def _common_folder(paths: Sequence[str]) -> str:
    """Return the common beginning of paths, up to the last slash; empty without paths."""
    return commonprefix(paths).rpartition("/")[0] + "/" if paths else ""  # noqa: RUF071 - no files
