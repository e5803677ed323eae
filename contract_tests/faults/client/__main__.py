"""The command that verifies that the tests of the client detect faults (deliberate bugs).

The command inserts each fault into a copy of the client, and runs the test that must fail. The
exit codes are:

    0  Each test failed, as expected.
    1  A test passed despite the fault.
    2  A test could not run, or the command line is invalid.
"""

from __future__ import annotations

import argparse
import os
import sys

from ...catalogue import UnknownNameError
from ...options import count
from . import FAULTS, RottenFaultError
from .pytest_run import Trial, try_all, try_without_fault


def main(arguments: list[str] | None = None) -> int:
    """Run tests of the client against faulty clients, and return the exit code.

    Args:
        arguments: The command-line arguments. The default is `sys.argv[1:]`.
    """
    options = _parser().parse_args(arguments)
    if options.list:
        width = max(map(len, FAULTS))
        print("\n".join(f"{fault.name:<{width}}  {fault.sentence}" for fault in FAULTS.values()))
        return 0
    trials: dict[str, Trial] = {}
    try:
        names = [FAULTS[name].name for name in options.names or FAULTS]
        unfaulted = try_without_fault(sorted({FAULTS[name].rule for name in names}))
        if unfaulted.problem or unfaulted.failed:
            text = unfaulted.problem or f"{', '.join(unfaulted.failed)} failed"
            print(f"the tests fail without a fault: {text}", file=sys.stderr)
            return 2
        for trial in try_all(names, options.jobs):
            trials[trial.name] = trial
            text = "ok" if trial.killed else "NOT OK"
            print(f"{len(trials)}/{len(names)} {trial.name}: {text}", file=sys.stderr, flush=True)
    except (UnknownNameError, RottenFaultError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(_lines([trials[name] for name in names])))
    if any(not trial.failed and not trial.problem for trial in trials.values()):
        return 1
    return 2 if any(trial.problem for trial in trials.values()) else 0


def _lines(trials: list[Trial]) -> list[str]:
    width = max(len(trial.name) for trial in trials)
    lines: list[str] = []
    for area in dict.fromkeys(FAULTS[trial.name].area for trial in trials):
        lines.append(f"\n{area}")
        lines += [
            f"  {trial.name:<{width}}  {_outcome(trial)}"
            for trial in trials
            if FAULTS[trial.name].area == area
        ]
    caught, seconds = sum(t.killed for t in trials), sum(t.seconds for t in trials)
    return [*lines, "", f"{caught} of {len(trials)} faults caught, in {seconds:.0f} s of CPU"]


def _outcome(trial: Trial) -> str:
    if trial.problem:
        return f"NOT JUDGED: {trial.problem}"
    return f"caught by {trial.failed[0]}" if trial.failed else f"MISSED by {trial.tests[0]}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.faults.client",
        description="Run the test of each fault against a copy of the client with that fault, and "
        "print which test caught which fault.",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="the faults to test (default: all faults)"
    )
    parser.add_argument(
        "--list", action="store_true", help="print the names of all faults and exit"
    )
    parser.add_argument(
        "--jobs",
        type=count("runs"),
        default=os.cpu_count() or 1,
        metavar="N",
        help="the number of parallel test runs (default: the number of cores, here %(default)s)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
