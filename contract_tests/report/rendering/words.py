"""Words and symbols that the rendered reports share."""

from __future__ import annotations

from collections import Counter

from ...contract import Json
from .saved_verdict import Outcome, Result, rule_outcome

_SYMBOLS = {
    "violated": "❌",
    "known": "📌",
    "not judged": "⚠️",
    "not_judged": "⚠️",
    "not checked": "⬜",
    "holds": "✅",
    "absent": "",
}


#: The letters for outcomes in the terminal.
LETTERS = {
    Outcome.VIOLATED: "X",
    Outcome.KNOWN: "k",
    Outcome.NOT_JUDGED: "?",
    Outcome.NOT_CHECKED: "-",
    Outcome.HOLDS: ".",
    None: " ",
}


def symbol(word: str) -> str:
    """Return the symbol, such as ✅, for a verdict or for the outcome of a rule."""
    return _SYMBOLS[word]


def outcome_word(outcome: Outcome | None) -> str:
    """Return the outcome of a rule as a word; ``absent`` if the run did not have the rule."""
    return "absent" if outcome is None else outcome.value


def started(verdict: Json) -> str:
    """Return the start time of a run in a readable form, such as ``2026-03-01 09:30``."""
    return str(verdict["started"])[:16].replace("T", " ") or "unknown"


def counts(verdict: Json) -> list[tuple[Outcome, int]]:
    """Return the number of rules with each outcome, without the outcomes that do not occur.

    A rule counts once, however many operations it is checked on.
    """
    found = Counter(map(rule_outcome, verdict["rules"]))
    return [(outcome, found[outcome]) for outcome in Outcome if found[outcome]]


def count_words(outcome: Outcome, count: int) -> str:
    """Return a number of rules with an outcome, such as ``1 holds`` or ``26 hold``."""
    return f"{count} {'hold' if outcome is Outcome.HOLDS and count != 1 else outcome.value}"


def headline(verdict: Json) -> str:
    """Return the verdict as a sentence, such as "The server violates 2 of 30 rules"."""
    found = dict(counts(verdict))
    checked = sum(found.values()) - found.get(Outcome.NOT_CHECKED, 0)
    checked -= found.get(Outcome.NOT_JUDGED, 0)
    violated = found.get(Outcome.VIOLATED, 0)
    match verdict["verdict"]:
        case "violated":
            return f"The server violates {violated} of {count_rules(checked)}."
        case "holds" if found.get(Outcome.KNOWN):
            return f"Of {count_rules(checked)}, only known violations were found."
        case "holds" if checked == 1:
            return "The server follows the rule that was checked."
        case "holds":
            return f"The server follows all {count_rules(checked)} that were checked."
        case _ if verdict["interrupted"]:
            return "The run was interrupted before the server could be judged."
        case _:
            return "The server could not be judged."


def count_rules(count: int, noun: str = "rule") -> str:
    """Return a number with a noun, such as ``1 rule`` or ``2 further failures``."""
    return f"{count} {noun}{'s' * (count != 1)}"


def count_unchanged(count: int, violated: int) -> str:
    """Return the numbers of rules that are unchanged, and that are violated as before.

    An example is ``9 rules are unchanged, of which 1 is still violated``.
    """
    words = f"{count_rules(count)} {'is' if count == 1 else 'are'} unchanged"
    verb = "is" if violated == 1 else "are"
    return f"{words}, of which {violated} {verb} still violated" if violated else words


def rerun_command(result: Result) -> str:
    """Return the command of the run that checks a violated rule again.

    The command is empty if the verdict lacks it.
    """
    return next((str(one["command"]) for one in result.operation["violations"]), "")
