"""The command `python -m contract_tests.faults`, which tests whether the suite catches faults.

The command runs the whole server suite against each variant of the mock server. The exit codes are:

    0  The expected rules caught all faults. The suite found no violation in a valid variant.
    1  An expected rule missed a fault, or the suite found a violation in a valid variant.
    2  A run of the suite reached no verdict, or the command line is invalid.
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

from ..console import checked_output
from ..installation import MOCK
from ..mock_server.variants import VARIANTS, UnknownNameError
from ..options import count
from ..server.checks import run_single_check
from ..server.runner.profile import Profile
from .kill_table import lines
from .suite_run import Trial, try_variant


@checked_output()
def main(arguments: list[str] | None = None) -> int:
    """Run the server suite against variants of the mock server, and return the exit code.

    Args:
        arguments: The command-line arguments. The default is `sys.argv[1:]`.
    """
    options = _parser().parse_args(arguments)
    try:
        names = [VARIANTS[name].name for name in options.names or VARIANTS]
    except UnknownNameError as error:
        print(error, file=sys.stderr)
        return 2
    seed = random.SystemRandom().randrange(2**32) if options.seed is None else options.seed
    trials: dict[str, Trial] = {}
    for trial in _try_all(names, options.profile, seed, options.jobs):
        trials[trial.name] = trial
        result = "ok" if trial.right and trial.judged else "NOT OK"
        print(f"{len(trials)}/{len(names)} {trial.name}: {result}", file=sys.stderr, flush=True)
    in_order = [trials[name] for name in names]
    print("\n".join(lines(in_order)))
    print(f"profile {options.profile}, seed {seed}")
    if options.json:
        document = {"seed": seed, "trials": [trial.as_json() for trial in in_order]}
        options.json.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    if not all(trial.right for trial in in_order if trial.judged):
        return 1
    return 0 if all(trial.judged for trial in in_order) else 2


def _try_all(names: list[str], profile: str, seed: int, jobs: int) -> Iterator[Trial]:
    """Run the contract suite against each variant of the mock server, and yield the results.

    Each run uses a new process. The results are yielded in the order in which the runs end.
    """
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        # The fork server imports these modules once, for all processes.
        context.set_forkserver_preload([try_variant.__module__, run_single_check.__name__])
    with ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=1) as pool:
        running = [pool.submit(try_variant, name, profile, seed) for name in names]
        for future in as_completed(running):
            yield future.result()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.faults",
        description="Run the whole server suite against faulty and valid variants of the mock "
        "server. Print which rules caught each fault, and the false violations of valid variants.",
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"the variants to run (default: all; `{MOCK} --list-faults` lists them)",
    )
    profiles = [profile.value for profile in Profile]
    parser.add_argument(
        "--profile",
        choices=profiles,
        default=Profile.DEFAULT.value,
        help="the profile that determines how many requests a run sends (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        metavar="N",
        help="the seed of the generated requests (default: a random seed, which is printed)",
    )
    parser.add_argument(
        "--jobs",
        type=count("runs"),
        default=os.cpu_count() or 1,
        metavar="N",
        help="the number of parallel runs (default: the number of cores, here %(default)s)",
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="also write the results to FILE as JSON"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
