"""What a run is to do, the same in each of its processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import frozen

from .. import contract, target
from ..contract import Contract, Operation
from ..installed import DOCUMENT
from ..options import Options
from ..rules import Rule
from ..server.profile import Profile
from ..target import Target


class PlanError(Exception):
    """There is nothing to run. The message is one sentence that says why, and what to do."""


@frozen
class Plan:
    """The server, the rules, and how they are judged."""

    contract: Contract
    target: Target
    rules: tuple[Rule, ...]
    again: str
    """The command with which the server suite looks at the same server, alone."""
    seed: int
    still: bool = False
    """Whether nobody changes the data in mid-run, so that what is seen once counts."""

    @property
    def operations(self) -> list[Operation]:
        """The operations that are called: those that only read."""
        return [o for o in self.contract.operations if o.method == "GET"]

    @classmethod
    def of(cls, path: Path, rules: frozenset[str] | None, seed: int, *, still: bool) -> Plan:
        """Read a target file and the contract. Raises :class:`PlanError`."""
        options = Options(path, Profile.QUICK, seed, rules, report=None, document=DOCUMENT)
        try:
            document, server = contract.load(), target.load(path)
            selected = options.selected(document)
        except (contract.ContractError, target.TargetError, pytest.UsageError) as error:
            raise PlanError(str(error)) from None
        if server.max_requests or server.rate is not None:
            raise PlanError(
                f"{path}: {server.base_url} has limits that load would exceed; if its owner wants "
                'to see it under load, set max_requests = 0 and rate = ""'
            )
        return cls(document, server, selected, options.again, seed, still)
