"""Format a table that shows how well the server suite detects faulty servers.

The table lists the rules that each faulty server violated, and the correct servers for which the
suite reported a violation by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from .suite_run import Trial

_HEADINGS = ("", "faults", "caught", "by the expected rule", "percent")


def lines(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield the lines of a table that shows which rules of the server suite caught each fault.

    The table also lists the valid variants of the server, and the totals.
    """
    faults = [trial for trial in trials if trial.meant is not None]
    valid = [trial for trial in trials if trial.meant is None]
    areas = list(dict.fromkeys(trial.area for trial in faults))
    width = max((len(trial.name) for trial in trials), default=0)
    for area in areas:
        yield f"\n{area}"
        for trial in faults:
            if trial.area == area:
                yield f"  {trial.name:<{width}}  {_outcome(trial)}"
    if valid:
        yield "\nvalid variants"
        for trial in valid:
            yield f"  {trial.name:<{width}}  {_outcome(trial)}"
    yield ""
    if faults:
        yield "{:<14}{:>8}{:>8}{:>22}{:>9}".format(*_HEADINGS)
        for area in areas:
            yield _sums(area, [trial for trial in faults if trial.area == area])
        yield _sums("all", faults)
    if valid:
        reported = sum(bool(trial.violated) for trial in valid)
        yield f"false violations for {reported} of {len(valid)} valid variants"
    if trials:
        yield (
            f"median of a run: {median(trial.requests for trial in trials):.0f} requests, "
            f"{median(trial.seconds for trial in trials):.1f} s"
        )


def _outcome(trial: Trial) -> str:
    if not trial.judged:
        return f"NOT JUDGED{f' ({trial.meant})' if trial.meant else ''}"
    if trial.without_cases:
        return f"NO CASES of {', '.join(trial.without_cases)}"
    if trial.meant is None:
        if trial.violated:
            return f"FALSE VIOLATION of {', '.join(trial.violated)}"
        return "no violation"
    others = [rule for rule in trial.violated if rule != trial.meant]
    if trial.right:
        return f"caught by {', '.join([trial.meant, *others])}"
    return f"MISSED by {trial.meant}" + (f", caught by {', '.join(others)}" if others else "")


def _sums(name: str, faults: Sequence[Trial]) -> str:
    caught, right = sum(bool(f.violated) for f in faults), sum(f.right for f in faults)
    return f"{name:<14}{len(faults):>8}{caught:>8}{right:>22}{100 * right / len(faults):>9.1f}"
