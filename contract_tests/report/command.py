"""The commands ``report`` and ``compare``, which render and compare saved verdicts."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from ..contract import Json
from .atomic_write import write_atomically
from .rendering import badge, github, junit, markdown
from .rendering.comparison import MAX_RUNS, Change, Comparison, compare, history
from .rendering.files import PAGE, write_page
from .rendering.saved_verdict import VerdictFileError, read
from .rendering.words import LETTERS, count_unchanged, headline, outcome_word, started

_NOT_WORSE, _WORSE = 0, 1

HISTORY = "history.html"


def report(words: list[str], parser: argparse.ArgumentParser) -> int:
    """Render a verdict, and return the exit code 0.

    Raises:
        VerdictFileError: If the verdict cannot be read.
    """
    parser.usage = "bitgo-oes-contract report VERDICT.json [options]"
    parser.description = (
        "Render the verdict of an earlier run, also of an older version of the suite. Without "
        "options, the verdict is printed as Markdown."
    )
    parser.add_argument("verdict", type=Path, metavar="VERDICT.json")
    parser.add_argument("--html", type=Path, metavar="DIR", help=f"write DIR/{PAGE}, a page")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write Markdown")
    parser.add_argument("--badge", type=Path, metavar="FILE", help="write an SVG image")
    parser.add_argument(
        "--github",
        action="store_true",
        help="print annotations for GitHub Actions, and append Markdown to the job summary, whose "
        "path is in the variable GITHUB_STEP_SUMMARY",
    )
    options = parser.parse_args(words)
    verdict = read(options.verdict)
    renderers: list[tuple[Path | None, Callable[[Json], str]]] = [
        (options.junit, junit.render),
        (options.markdown, markdown.summary),
        (options.badge, badge.render),
    ]
    for path, render in renderers:
        if path is not None:
            write_atomically(path, render(verdict))
    if options.html is not None:
        print(write_page(verdict, options.html))
    if options.github:
        _annotate(verdict)
    elif options.html is None and not any(path for path, _ in renderers):
        print(markdown.summary(verdict), end="")
    return 0


def _annotate(verdict: Json) -> None:
    for line in github.workflow_commands(verdict):
        print(line)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(markdown.summary(verdict))


def compare_verdicts(words: list[str], parser: argparse.ArgumentParser) -> int:
    """Compare verdicts, print the changes, and return the exit code.

    The exit code is 1 if a rule broke or is no longer checked, and 0 otherwise. In a folder of
    verdicts, the last two verdicts are compared.

    Raises:
        VerdictFileError: If a verdict cannot be read.
    """
    parser.usage = (
        "bitgo-oes-contract compare OLD.json NEW.json [options]\n"
        "       bitgo-oes-contract compare DIR [options]"
    )
    parser.description = (
        "List the rules that broke, were fixed, are newly or no longer checked, are accepted as "
        "known, or are violated in both verdicts. With one folder, print the outcomes of each rule "
        "in the verdicts of the folder (DIR/*.json and DIR/*/verdict.json), and the date since "
        "which the rule has its latest outcome. The exit status is 1 if a rule broke or is no "
        "longer checked. With one folder, it compares the last two verdicts."
    )
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    parser.add_argument("--html", type=Path, metavar="DIR", help="write a page to the folder DIR")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write Markdown")
    options = parser.parse_args(words)
    paths = options.paths
    if len(paths) == 2:
        return _compare_two(read(paths[0]), read(paths[1]), options.html, options.markdown)
    if len(paths) > 2 or not paths[0].is_dir():
        parser.error("give two verdict files, or one folder of verdicts")
    return _show_history(_verdicts(paths[0]), options.html, options.markdown)


def _compare_two(old: Json, new: Json, html: Path | None, file: Path | None) -> int:
    found = compare(old, new)
    for line in _lines(found):
        print(line)
    if file is not None:
        write_atomically(file, markdown.comparison(found))
    if html is not None:
        print(write_page(new, html, found))
    return _WORSE if found.is_worse else _NOT_WORSE


def _lines(found: Comparison) -> Iterator[str]:
    """Yield the lines that show a comparison in the terminal."""
    for name, before, after in found.settings:
        yield f"the {name} differs: {before} before, {after} now"
    rules = [one.rule for one in found.changed] + [one.rule["id"] for one in found.still_violated]
    width = max(map(len, rules), default=0)
    for change in Change:
        for one in found.of(change):
            before, after = outcome_word(one.before), outcome_word(one.after)
            yield f"{change.value.lower():<17}  {one.rule:<{width}}  {before} -> {after}"
            if change.is_worse and one.reason:
                yield from (f"    {line}" for line in one.reason.splitlines())
    for result in found.still_violated:
        rule = result.rule
        yield f"{'still violated':<17}  {rule['id']:<{width}}  {rule['sentence']}".rstrip()
    unchanged = count_unchanged(found.unchanged, len(found.still_violated))
    yield f"{unchanged}; {'worse' if found.is_worse else 'not worse'}"


def _verdicts(folder: Path) -> list[Json]:
    """Return the verdicts in a folder, from the oldest to the newest.

    Raises:
        VerdictFileError: If the folder has no verdict, or a file is not a verdict.
    """
    paths = [*folder.glob("*.json"), *folder.glob("*/verdict.json")]
    if not paths:
        raise VerdictFileError(f"{folder}: the folder has no verdict")
    # Old files do not state the start of the run.
    dated = [(read(path), path.stat().st_mtime, path) for path in paths]
    dated.sort(key=lambda one: (one[0]["started"], one[1], one[2]))
    return [verdict for verdict, _, _ in dated]


def _show_history(verdicts: list[Json], html: Path | None, file: Path | None) -> int:
    rules = history(verdicts)
    width = max(len(one.rule) for one in rules)
    print(f"{len(verdicts)} runs from {started(verdicts[0])} to {started(verdicts[-1])}")
    legend = ", ".join(f"{letter} {one.value}" for one, letter in LETTERS.items() if one)
    print(f"Each column is a run: {legend}.")
    for one in rules:
        marks = "".join(LETTERS[outcome] for outcome in one.outcomes[-MAX_RUNS:])
        since = started(verdicts[one.since])
        print(f"{one.rule:<{width}}  {outcome_word(one.latest):<11}  since {since}  {marks}")
    print(headline(verdicts[-1]))
    if file is not None:
        write_atomically(file, markdown.history(verdicts, rules))
    if html is not None:
        from .rendering.page import history_page  # imported late, because of jinja2

        html.mkdir(parents=True, exist_ok=True)
        write_atomically(html / HISTORY, history_page(verdicts, rules))
        print(html / HISTORY)
    worse = len(verdicts) > 1 and compare(*verdicts[-2:]).is_worse
    return _WORSE if worse else _NOT_WORSE
