"""Render verdicts as HTML pages. A page is one file that loads nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ...contract import Json
from .comparison import MAX_RUNS, Change, Comparison, RuleHistory
from .saved_verdict import Outcome, Result, group_by_cause, results
from .words import counts, headline, started

_FOLDER = Path(__file__).parent / "templates"

_VARIABLE = re.compile(r"\$(?:\{([A-Z_][A-Z0-9_]*)[^}]*\}|([A-Z_][A-Z0-9_]*))")

#: Two texts that are less similar than this have no difference that is worth marking.
_MIN_SIMILARITY = 0.4


def report_page(verdict: Json, changes: Comparison | None = None) -> str:
    """Return the HTML page of a verdict, with the changes since an older verdict if given."""
    ordered = list(results(verdict))
    violated = [r for r in ordered if r.outcome is Outcome.VIOLATED]
    known = [r for r in ordered if r.outcome is Outcome.KNOWN]
    areas: dict[str, list[Result]] = {}
    for result in ordered:
        areas.setdefault(result.rule["area"], []).append(result)
    return _render(
        "report.html",
        verdict=verdict,
        headline=headline(verdict),
        counts=counts(verdict),
        unchecked=Outcome.NOT_CHECKED,
        violated=violated,
        known=known,
        areas=areas,
        several=len({r.operation["operation"] for r in ordered}) > 1,
        not_judged=list(
            dict.fromkeys(r.operation["reason"] for r in ordered if r.outcome is Outcome.NOT_JUDGED)
        ),
        causes=group_by_cause(violated),
        variables=_variables(violated + known),
        spaces=_input_spaces(verdict),
        slowest=max((one["maximum"] for one in verdict["latencies"]), default=0),
        data=_requests(verdict),
        changes=changes,
        kinds_of_change=list(Change),
    )


def history_page(verdicts: Sequence[Json], rules: Sequence[RuleHistory]) -> str:
    """Return the HTML page of a history: the outcome of each rule in each run."""
    return _render(
        "history.html",
        verdicts=verdicts,
        rules=rules,
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
    return environment


def _hash(text: str) -> str:
    """Return the hash of an inline style or script for the Content-Security-Policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def mark_difference(expected: str, seen: str) -> tuple[Markup, Markup]:
    """Return two texts as HTML in which the words that differ are marked.

    Texts that have few words in common are marked as a whole.
    """
    left, right = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (expected, seen))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _MIN_SIMILARITY:
        whole = Markup("<mark>{}</mark>")
        return whole.format(expected), whole.format(seen)
    sides: tuple[list[Markup], list[Markup]] = ([], [])
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        for side, words in ((sides[0], left[i1:i2]), (sides[1], right[j1:j2])):
            text = escape("".join(words))
            marked = kind != "equal" and text.strip()
            side.append(Markup("<mark>{}</mark>").format(text) if marked else text)
    return Markup("").join(sides[0]), Markup("").join(sides[1])


def _variables(shown: Sequence[Result]) -> list[str]:
    """Return the names of the shell variables in the curl commands."""
    commands = [
        request["curl"]
        for result in shown
        for violation in result.operation["violations"]
        for request in violation["requests"]
    ]
    found = (match for command in commands for match in _VARIABLE.finditer(command))
    return sorted({match[1] or match[2] for match in found})


def _input_spaces(verdict: Json) -> dict[str, dict[str, Any]]:
    """Return the map of the input space of each operation, with a row for each parameter."""
    spaces: dict[str, dict[str, Any]] = {}
    for cell in verdict["input_space"]:
        space = spaces.setdefault(cell["operation"], {"kinds": [], "rows": {}})
        row = space["rows"].setdefault((cell["parameter"], cell["in"]), {})
        row[cell["kind"]] = cell["statuses"]
    order = [
        "absent", "allowed", "several", "repeated", "other", "blank", "ambiguous", "malformed",
        "hostile", "undeclared",
    ]  # fmt: skip
    for space in spaces.values():
        used = {kind for row in space["rows"].values() for kind in row}
        space["kinds"] = [kind for kind in order if kind in used]
    return spaces


def _requests(verdict: Json) -> Markup:
    """Return the requests of each rule as JSON that is safe within an HTML script element."""
    base = verdict["target"]["base_url"]
    groups = [("", "", verdict["first_requests"])]
    groups += [
        (r.rule["id"], r.operation["operation"], r.operation["requests"]) for r in results(verdict)
    ]
    rows = [
        [rule, one["method"], one["url"].removeprefix(base), one["status"], one["milliseconds"]]
        for rule, _, requests in groups
        for one in requests
    ]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    # JSON in HTML must not end the script element, or begin a comment.
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(escaped)  # noqa: S704 - nothing in the text begins markup
