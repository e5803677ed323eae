"""The kill table: which rule caught each fault, and which of the unusual servers was accused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from .suite_run import Trial

_HEADINGS = ("", "faults", "caught", "by the rule meant", "percent")


def lines(trials: Sequence[Trial]) -> Iterator[str]:
    """Return the table, area by area, and the sums."""
    faults = [trial for trial in trials if trial.meant is not None]
    unusual = [trial for trial in trials if trial.meant is None]
    areas = list(dict.fromkeys(trial.area for trial in faults))
    width = max((len(trial.name) for trial in trials), default=0)
    for area in areas:
        yield f"\n{area}"
        for trial in faults:
            if trial.area == area:
                yield f"  {trial.name:<{width}}  {_outcome(trial)}"
    if unusual:
        yield "\nunusual"
        for trial in unusual:
            yield f"  {trial.name:<{width}}  {_outcome(trial)}"
    yield ""
    if faults:
        yield "{:<14}{:>8}{:>8}{:>20}{:>9}".format(*_HEADINGS)
        for area in areas:
            yield _sums(area, [trial for trial in faults if trial.area == area])
        yield _sums("all", faults)
    if unusual:
        accused = sum(not trial.right for trial in unusual)
        yield f"{accused} of {len(unusual)} unusual servers accused"
    if trials:
        yield (
            f"median of {median(trial.requests for trial in trials):.0f} requests "
            f"and {median(trial.seconds for trial in trials):.1f} s a run"
        )


def _outcome(trial: Trial) -> str:
    if not trial.judged:
        return f"NOT JUDGED{f' ({trial.meant})' if trial.meant else ''}"
    if trial.meant is None:
        return f"ACCUSED by {', '.join(trial.violated)}" if trial.violated else "left alone"
    others = [rule for rule in trial.violated if rule != trial.meant]
    if trial.right:
        return f"caught by {', '.join([trial.meant, *others])}"
    return f"MISSED by {trial.meant}" + (f", caught by {', '.join(others)}" if others else "")


def _sums(name: str, faults: Sequence[Trial]) -> str:
    caught, right = sum(bool(f.violated) for f in faults), sum(f.right for f in faults)
    return f"{name:<14}{len(faults):>8}{caught:>8}{right:>20}{100 * right / len(faults):>9.1f}"
