"""Which credentials an operation accepts."""

from __future__ import annotations

from itertools import product
from typing import Any

from openapi.changes.diff.annotations import compare_notes
from openapi.changes.model.difference import Findings, Scope
from openapi.changes.model.node import ABSENT, Located, Malformed
from openapi.changes.model.schema import spell

# What a scheme demands of a client; its other keywords are for people.
_DEMANDS = frozenset({"type", "scheme", "name", "in", "flows", "openIdConnectUrl"})

Way = frozenset[tuple[str, str]]
"""A set of demands that must all be met: of a scheme, and one of its scopes or an empty text."""


def compare_access(findings: Findings, scope: Scope, old: Located, new: Located) -> None:
    """Compare what two operations demand, and the schemes that both name."""
    before, after = _security(old), _security(new)
    _compare_schemes(findings, before, after)
    was, now = _ways(before), _ways(after)
    if was == now:
        return
    places = _said(old, before, after), _said(new, after, before)
    kept = all(any(way <= known for way in now) for known in was)
    kind = "access widened" if kept else "access narrowed"
    there, here = _shown(before), _shown(after)
    what = f"{here} in place of {there}" if here != there else f"{here} is now another scheme"
    findings.add(kind, scope, places[0], places[1], what)


def _security(operation: Located) -> Located:
    own = operation.member("security")
    return own if own.exists else operation.root.top.member("security")


def _ways(security: Located) -> frozenset[Way]:
    """Return the ways to be let in; a way of no demands is open to all."""
    ways: set[Way] = set()
    for requirement in security.items():
        choices: list[list[Way]] = []
        for name, scopes in requirement.members():
            listed = ["", *(str(each.value) for each in scopes.items())]
            flows = _flows(_scheme(security, name))
            choices.append([frozenset((flow, scope) for scope in listed) for flow in flows])
        ways |= {Way().union(*chosen) for chosen in product(*choices)}
    return frozenset(ways) or frozenset({Way()})


def _scheme(security: Located, name: str) -> Located:
    schemes = security.root.top.member("components").member("securitySchemes")
    found = schemes.member(name)
    if not found.exists:
        raise Malformed(security, f"names the scheme {name!r}, which is not there")
    return found.resolved()


def _demands(scheme: Located) -> dict[str, Any]:
    """Return what a scheme demands of clients."""
    demands: dict[str, Any] = {key: each.value for key, each in scheme.members() if key in _DEMANDS}
    if "scheme" in demands:
        demands["scheme"] = str(demands["scheme"]).lower()
    if demands.get("in") == "header":
        demands["name"] = str(demands.get("name")).lower()
    demands["flows"] = {
        name: {key: each.value for key, each in flow.members() if key.endswith("Url")}
        for name, flow in scheme.member("flows").members()
    }
    return demands


def _demand(scheme: Located) -> str:
    return spell(_demands(scheme))


def _flows(scheme: Located) -> list[str]:
    """Spell each way to satisfy a scheme: of OAuth 2.0, each flow is one."""
    demands = _demands(scheme)
    flows: dict[str, Any] = demands["flows"]
    return [spell({**demands, "flows": {name: flows[name]}}) for name in flows] or [spell(demands)]


def _compare_schemes(findings: Findings, old: Located, new: Located) -> None:
    """Compare what people read of the schemes that are in use."""
    before, after = (_by_demand(each) for each in (old, new))
    for demand in (each for each in before if each in after):
        there, here = before[demand], after[demand]
        scope = Scope("request", f"the security scheme `{here.key}`")
        compare_notes(findings, scope, there, here, _DEMANDS)
        flows = there.member("flows"), here.member("flows")
        if spell(there.get("flows")) != spell(here.get("flows")):
            findings.add("note", scope, *flows, "flows")


def _by_demand(security: Located) -> dict[str, Located]:
    names = [name for each in security.items() for name, _ in each.members()]
    return {_demand(scheme): scheme for scheme in (_scheme(security, name) for name in names)}


def _said(operation: Located, here: Located, there: Located) -> Located:
    """Return where the demands stand: at a scheme that was changed, else at the operation."""
    names = [{name for each in x.items() for name, _ in each.members()} for x in (here, there)]
    if names[0] == names[1] and spell(here.value) == spell(there.value):
        for name in sorted(names[0]):
            mine, other = _scheme(here, name), _scheme(there, name)
            if _demand(mine) != _demand(other):
                return mine
    if here.exists:
        return here
    return Located(operation.root, (*operation.steps, "security"), ABSENT)


def _shown(security: Located) -> str:
    ways = [
        " and ".join(_named(name, scopes) for name, scopes in requirement.members())
        for requirement in security.items()
    ]
    return " or ".join(way or "none" for way in ways) or "none"


def _named(name: str, scopes: Located) -> str:
    listed = ", ".join(str(each.value) for each in scopes.items())
    return f"`{name}` ({listed})" if listed else f"`{name}`"
