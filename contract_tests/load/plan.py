"""What a run is to do, the same in each of its processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import frozen

from .. import contract, target_file
from ..contract import Contract
from ..options import Options
from ..rules import Rule
from ..target_file import Target


class PlanError(Exception):
    """There is nothing to run. The message is one sentence that says why, and what to do."""


@frozen
class Plan:
    """The server, the rules, and how they are judged."""

    contract: Contract
    target: Target
    rules: tuple[Rule, ...]
    again: str
    """The command with which a single caller checks all of the same server."""
    seed: int
    still: bool = False
    """Whether nobody changes the data in mid-run, so that what is seen once counts."""

    @classmethod
    def of(cls, options: Options, path: Path, *, still: bool) -> Plan:
        """Read the contract and a target file: that of the options, or of a mock.

        Raises :class:`PlanError`.
        """
        try:
            document, server = contract.load(options.document), target_file.load(path)
            rules = options.selected(document)
        except (contract.ContractError, target_file.TargetError, pytest.UsageError) as error:
            raise PlanError(str(error)) from None
        if server.max_requests or server.rate is not None:
            raise PlanError(
                f"{path}: {server.base_url} has limits that load would exceed; if its owner wants "
                'to see it under load, set max_requests = 0 and rate = ""'
            )
        return cls(document, server, rules, options.again, options.seed, still)
