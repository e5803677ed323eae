"""The plan of a load run: the contract, the server and the rules. All processes use one plan."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve, frozen

from .. import contract, target_file
from ..contract import Contract
from ..options import Options
from ..rules import Rule, UnknownRuleError, catalogue, select
from ..target_file import Target


class LoadError(Exception):
    """Raised if a load run cannot start. The message states the problem and the remedy."""


@frozen
class Plan:
    """The plan of a load run: the contract, the server and the rules to check."""

    contract: Contract
    target: Target
    rules: tuple[Rule, ...]
    suite_command: str
    """The command that runs the server suite, without load, on the same server."""
    rerun_command: str
    """The command that repeats the load run."""
    seed: int
    still: bool = False
    """Whether the server's data stays the same during the run.

    If the data may change, each violation is confirmed with new data before it is reported.
    """

    @classmethod
    def of(
        cls, options: Options, target_path: Path, *, still: bool, rerun_command: str = ""
    ) -> Plan:
        """Plan a load test of a server.

        Args:
            options: The command-line options, such as the OpenAPI document and the rules to check.
            target_path: The path of the file with the URL and the credentials of the server.
            still: Whether the server's data stays the same during the load test.
            rerun_command: The command that repeats the load test.

        Raises:
            LoadError: If a file or a rule name is invalid, or if the file of the server sets a
                request limit, which a load test would exceed.
        """
        try:
            document, target = contract.load(options.document), target_file.load(target_path)
            rules = select(catalogue(document.tested), options.rules)
        except (contract.ContractError, target_file.TargetError, UnknownRuleError) as error:
            raise LoadError(str(error)) from None
        if target.max_requests or target.rate is not None:
            raise LoadError(
                f"{target_path}: a load test would exceed the request limit of {target.base_url}; "
                'if the owner of the server agrees, set max_requests = 0 and rate = ""'
            )
        suite_command = evolve(options, rules=None).again
        return cls(document, target, rules, suite_command, rerun_command, options.seed, still)
