"""The tokens, ids and scenarios of a mock server that the form *Try it* offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from attrs import field, frozen

from ..contract import Contract, Operation, Parameter, Scenario
from ..mock_server.world import Caller, Enterprise, World
from ..mock_server.world.callers import SCOPE
from ..mock_server.write_target import scenario_values

_UNKNOWN_TOKEN = "a-token-that-the-mock-does-not-know"  # noqa: S105 - not a credential
_INVALID = ("not-valid", "-1", "")
_MOST_OFFERED = 50
"""The largest number of callers, and of enterprises, that the form *Try it* offers.

A world, the data of the mock server, may have thousands.
"""


@frozen
class Offer:
    """A value that an input field of the reference page offers, with a label for the user."""

    value: str
    label: str


@frozen
class Preset:
    """Form values for a request to which the mock server responds with a documented status.

    Attributes:
        status: The status code of the response.
        label: The description of the preset.
        scenario: The name of the error scenario, or an empty text for a success.
        values: The values by the name of the parameter. `token` names the access token.
    """

    status: int
    label: str
    scenario: str
    values: Mapping[str, str]


@frozen
class Inputs:
    """The values that the form *Try it* of an operation offers.

    Attributes:
        callers: The access tokens of the mock server.
        ids: The ids that a parameter may have, by the name of the parameter.
        presets: The values for a success and for each error scenario.
    """

    callers: tuple[Offer, ...] = ()
    ids: Mapping[str, tuple[Offer, ...]] = field(factory=dict)
    presets: tuple[Preset, ...] = ()


def inputs_of(contract: Contract, operation: Operation, world: World | None) -> Inputs:
    """Return the values that the form *Try it* offers.

    The values come from ``world``, the data of the mock server. If ``world`` is None, the form
    offers no values.

    The form offers scenarios only if a caller may view an enterprise, and if the path has no other
    parameter than the id of the enterprise.
    """
    if world is None:
        return Inputs()
    ids = {p.name: _enterprises(world) for p in operation.in_path() if _is_enterprise(p)}
    try:
        main, member = world.most_connected()
    except LookupError:
        return Inputs(
            tuple(Offer(token, token) for token in islice(world.callers, _MOST_OFFERED)), ids
        )
    enterprise = world.enterprises[main]
    callers = tuple(
        Offer(caller.token, _role(caller, enterprise))
        for caller in islice(world.callers.values(), _MOST_OFFERED)
    )
    if len(ids) < len(operation.in_path()):
        return Inputs(callers, ids)
    success = {"token": member.token, **dict.fromkeys(ids, str(main))}
    values = scenario_values(world)
    presets = (
        Preset(200, f"An enterprise with {_connections(enterprise)}", "", success),
        *(
            Preset(scenario.status, label, scenario.name, success | changed)
            for scenario in operation.scenarios
            for label, changed in _changes(contract, operation, scenario, values)
        ),
    )
    return Inputs(callers, ids, presets)


def _changes(
    contract: Contract, operation: Operation, scenario: Scenario, values: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the ways to cause an error scenario: a label, and the form values to change."""
    if scenario.withholds == "token":
        yield scenario.when, {"token": _UNKNOWN_TOKEN}
    for name, schema in scenario.refuses.items():
        validator = contract.validator(schema)
        is_array = operation.parameter(name).is_array
        for value in _INVALID:
            if not validator.is_valid([value] if is_array else value):
                yield f"{name}: {scenario.when}", {name: value}
                break
    if scenario.supplies:
        names = {p.supply_name: p.name for p in operation.in_path()} | {"token": "token"}
        supplied = {
            names[key]: values[f"{scenario.name}.{key}"]
            for key in scenario.supplies
            if key in names and f"{scenario.name}.{key}" in values
        }
        required = {names.get(key) for key, need in scenario.supplies.items() if need == "required"}
        if required <= supplied.keys():
            yield scenario.when, supplied


def _is_enterprise(parameter: Parameter) -> bool:
    return parameter.supply_name == "enterprise_id"


def _enterprises(world: World) -> tuple[Offer, ...]:
    found = islice(world.enterprises.values(), _MOST_OFFERED)
    return tuple(Offer(str(each.id), _description(each)) for each in found)


def _description(enterprise: Enterprise) -> str:
    if not enterprise.licensed:
        return "without a licence"
    if enterprise.failing:
        return "for which the mock server fails"
    return f"with {_connections(enterprise)}"


def _connections(enterprise: Enterprise) -> str:
    count = len(enterprise.connections)
    return "1 connection" if count == 1 else f"{count or 'no'} connections"


def _role(caller: Caller, enterprise: Enterprise) -> str:
    if enterprise.id not in caller.member_of:
        role = "Outsider: not a member of the enterprise"
    elif not caller.may_view_balances:
        role = "Member without permission to view balances"
    elif not caller.may_view(SCOPE):
        role = f"Member whose token lacks the scope {SCOPE}"
    else:
        role = "Member who may view the balances"
    if caller.networks is None:
        return role
    return f"{role}, only from {', '.join(map(str, caller.networks))}"
