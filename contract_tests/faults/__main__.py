"""Proves the suite's strength: runs all of it against every variant of the mock, over sockets.

Exits with 0 if every fault is caught by the rule meant for it and no unusual server is accused,
with 1 if not, and with 2 if a run could not be judged, or the command cannot be understood.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from ..options import count
from ..server.checks import run_single_check
from ..server.runner.profile import Profile
from .kill_table import lines
from .server import VARIANTS, UnknownNameError
from .suite_run import Trial, try_variant


def main(arguments: list[str] | None = None) -> int:
    """Run the command with `arguments`, by default the process's own; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        names = [VARIANTS[name].name for name in options.names or VARIANTS]
    except UnknownNameError as error:
        print(error, file=sys.stderr)
        return 2
    seed = random.SystemRandom().randrange(2**32) if options.seed is None else options.seed
    trials: dict[str, Trial] = {}
    for trial in _all(names, options.profile, seed, options.jobs):
        trials[trial.name] = trial
        said = "ok" if trial.right and trial.judged else "NOT OK"
        print(f"{len(trials)}/{len(names)} {trial.name}: {said}", file=sys.stderr, flush=True)
    in_order = [trials[name] for name in names]
    print("\n".join(lines(in_order)))
    print(f"profile {options.profile}, seed {seed}")
    if options.json:
        document = {"seed": seed, "trials": [trial.as_json() for trial in in_order]}
        options.json.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    if not all(trial.right for trial in in_order if trial.judged):
        return 1
    return 0 if all(trial.judged for trial in in_order) else 2


def _all(names: list[str], profile: str, seed: int, jobs: int) -> Iterator[Trial]:
    """Try each in a process of its own, as they end. pytest runs the suite once a process."""
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    if "forkserver" in ways:
        # Loaded once, and not by each of the processes.
        context.set_forkserver_preload([try_variant.__module__, run_single_check.__name__])
    with ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=1) as pool:
        running = [pool.submit(try_variant, name, profile, seed) for name in names]
        for future in as_completed(running):
            yield future.result()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.faults",
        description="Run the whole server suite against every faulty and every unusual server "
        "of the catalogue, and print which rule caught what.",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only these (default: all; see the mock's list)"
    )
    profiles = [profile.value for profile in Profile]
    parser.add_argument("--profile", choices=profiles, default=Profile.DEFAULT.value)
    parser.add_argument("--seed", type=int, metavar="N", help="default: a new one, printed")
    parser.add_argument(
        "--jobs",
        type=count("runs"),
        default=os.cpu_count() or 1,
        metavar="N",
        help="how many runs at a time (default: %(default)s, one for each core)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every trial to FILE, too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
