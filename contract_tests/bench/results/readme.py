"""Publish the results of the benchmarks as a JSON file, bar charts, and tables in README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from openapi.repository import ROOT

from .question import OURS, Figure, Question
from .run import Run
from .table import number

PUBLISHED = ROOT / "contract_tests" / "bench" / "published"
"""The folder with the figures and pictures of the published run."""

FIGURES = PUBLISHED / "figures.json"
README = ROOT / "README.md"
_BEGIN = "<!-- `python -m contract_tests.bench --publish` writes the following lines. -->"
_END = "<!-- This is the end of the lines that the benchmarks write. -->"

_CLOSE = 1.05
"""The ratio up to which two programs count as equally fast."""


def publish(run: Run, readme: Path = README, folder: Path = PUBLISHED) -> None:
    """Write the figures and pictures of a run, and replace the tables in README.md.

    Raises:
        OSError: If a file cannot be read or written.
        ValueError: If README.md does not have the comments around the tables.
    """
    text = with_tables(readme.read_text("utf-8"), run)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    run.write_json(folder / FIGURES.name)
    run.write_pictures(folder)
    readme.write_text(text, "utf-8")


def published() -> Run:
    """Return the results of the benchmarks that README.md shows.

    Raises:
        OSError: If the file of the results cannot be read.
    """
    return Run.from_json(json.loads(FIGURES.read_text("utf-8")))


def with_tables(readme: str, run: Run) -> str:
    """Return the text of README.md with the tables of a run.

    Raises:
        ValueError: If the text does not have the comments around the tables.
    """
    before, begin, rest = readme.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError("README.md does not have the comments around the tables of the benchmarks")
    return f"{before}{begin}\n\n{tables(run)}\n\n{end}{after}"


def tables(run: Run) -> str:
    """Return the tables, pictures and lists of a run in Markdown."""
    wide, long = _split(run.questions)
    parts = [f"Measured with {run.machine}." + (" A quick run." if run.quick else "")]
    if wide:
        parts += ["\n".join(_wide(wide))]
    if long:
        parts += ["\n".join(_long(long))]
    parts += [text for text in ("\n".join(_growth(run)), "\n".join(_behind(run))) if text]
    missing = {
        name: reason for question in run.questions for name, reason in question.missing.items()
    }
    if missing or run.failed:
        reasons = {**missing, **run.failed}
        parts.append("\n".join(f"Not measured: {name}: {reasons[name]}" for name in reasons))
    parts.append("\n".join(f"![{_title(each)}]({_link(each)})" for each in run.questions))
    return "\n\n".join(parts)


def _split(questions: Sequence[Question]) -> tuple[list[Question], list[Question]]:
    """Divide the benchmarks into those that compare at least five programs, and the others.

    The results of the former become a table with a column for each program.
    """
    wide = [question for question in questions if len(question.programs) > 4]
    return wide, [question for question in questions if question not in wide]


def _wide(questions: Sequence[Question]) -> Iterator[str]:
    """Yield the lines of a Markdown table that has a column for each program."""
    names = dict.fromkeys(name for question in questions for name in question.programs)
    peers = [name for name in names if name != OURS]
    yield f"| client | ours | {' | '.join(f'to {peer}' for peer in peers)} |"
    yield f"| --- |{' ---: |' * (len(peers) + 1)}"
    for question in questions:
        for figure in question.figures:
            cells = [_ratio(figure, peer) for peer in peers]
            yield f"| {_name(question, figure)} | {_ours(figure)} | {' | '.join(cells)} |"


def _long(questions: Sequence[Question]) -> Iterator[str]:
    """Yield the lines of a Markdown table that has a line for each figure (a measured quantity)."""
    yield "| figure | ours | ratios |"
    yield "| --- | ---: | --- |"
    for question in questions:
        for figure in question.figures:
            ratios = ", ".join(f"{_ratio(figure, peer)} to {peer}" for peer in figure.ratios)
            yield f"| {_name(question, figure)} | {_ours(figure)} | {ratios} |"


def _growth(run: Run) -> Iterator[str]:
    rows = [
        (_quantity(question, quantity), exponents)
        for question in run.questions
        for quantity, exponents in question.growth.items()
        if OURS in exponents
    ]
    if rows:
        yield "| growth with the size | ours | others |"
        yield "| --- | ---: | --- |"
    for name, exponents in rows:
        others = ", ".join(f"{each} {k:z.2f}" for each, k in exponents.items() if each != OURS)
        yield f"| {name} | {exponents[OURS]:z.2f} | {others} |"


def _behind(run: Run) -> Iterator[str]:
    """Yield the lines of a list of the quantities in which another program is better than ours."""
    behind: dict[str, dict[str, list[float]]] = {}
    for question in run.questions:
        for figure in question.figures:
            for peer, ratio in figure.ratios.items():
                if ratio.median > _CLOSE:
                    quantity = _quantity(question, figure.quantity)
                    behind.setdefault(peer, {}).setdefault(quantity, []).append(ratio.median)
    if behind:
        yield "Other programs are ahead in these quantities, with the ratios in parentheses:"
        yield ""
    for peer, quantities in behind.items():
        listed = (f"{quantity} ({_range(ratios)})" for quantity, ratios in quantities.items())
        yield f"- {peer}: {'; '.join(listed)}."


def _range(ratios: Sequence[float]) -> str:
    low, high = (f"{each:,.2f}" for each in (min(ratios), max(ratios)))
    return low if low == high else f"{low} to {high}"


def _quantity(question: Question, quantity: str) -> str:
    return quantity if quantity.startswith(question.id) else f"{question.id}: {quantity}"


def _name(question: Question, figure: Figure) -> str:
    return _quantity(question, figure.name)


def _ours(figure: Figure) -> str:
    return f"{number(figure.values[OURS].median)} {figure.unit}".rstrip()


def _ratio(figure: Figure, peer: str) -> str:
    ratio = figure.ratios.get(peer)
    return "" if ratio is None else f"{ratio.median:,.2f}"


def _title(question: Question) -> str:
    return f"{question.title[:1].upper()}{question.title[1:]}"


def _link(question: Question) -> str:
    return f"contract_tests/bench/published/{question.id}.svg"
