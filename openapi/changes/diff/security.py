"""Which credentials an operation accepts."""

from __future__ import annotations

from itertools import product
from typing import Any

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import ABSENT, MalformedError, Node
from openapi.changes.model.schema import canonical

# What a scheme demands of a client; its other keywords are for people.
_DEMANDS = frozenset({"type", "scheme", "name", "in", "flows", "openIdConnectUrl"})

Way = frozenset[tuple[str, str]]
"""A set of demands that must all be met: of a scheme, and one of its scopes or an empty text."""


def compare_security(findings: Differences, scope: Subject, old: Node, new: Node) -> None:
    """Compare what two operations demand, and the schemes that both name."""
    before, after = _security(old), _security(new)
    _compare_schemes(findings, before, after)
    was, now = _ways(before), _ways(after)
    if was == now:
        return
    places = _said(old, before, after), _said(new, after, before)
    kept = all(any(way <= known for way in now) for known in was)
    kind = kinds.SECURITY_WIDENED if kept else kinds.SECURITY_NARROWED
    there, here = _shown(before), _shown(after)
    what = (
        f"{here} instead of {there}" if here != there else f"{here} is now another security scheme"
    )
    findings.add(kind, scope, places[0], places[1], what)


def _security(operation: Node) -> Node:
    own = operation.child("security")
    return own if own.exists else operation.root.top.child("security")


def _ways(security: Node) -> frozenset[Way]:
    """Return the ways to be let in; a way of no demands is open to all."""
    ways: set[Way] = set()
    for requirement in security.items():
        choices: list[list[Way]] = []
        for name, scopes in requirement.children():
            listed = ["", *(str(each.value) for each in scopes.items())]
            flows = _flows(_scheme(security, name))
            choices.append([frozenset((flow, scope) for scope in listed) for flow in flows])
        ways |= {Way().union(*chosen) for chosen in product(*choices)}
    return frozenset(ways) or frozenset({Way()})


def _scheme(security: Node, name: str) -> Node:
    schemes = security.root.top.child("components").child("securitySchemes")
    found = schemes.child(name)
    if not found.exists:
        raise MalformedError(security, f"names the scheme {name!r}, which is not there")
    return found.resolved()


def _demands(scheme: Node) -> dict[str, Any]:
    """Return what a scheme demands of clients."""
    demands: dict[str, Any] = {
        key: each.value for key, each in scheme.children() if key in _DEMANDS
    }
    if "scheme" in demands:
        demands["scheme"] = str(demands["scheme"]).lower()
    if demands.get("in") == "header":
        demands["name"] = str(demands.get("name")).lower()
    demands["flows"] = {
        name: {key: each.value for key, each in flow.children() if key.endswith("Url")}
        for name, flow in scheme.child("flows").children()
    }
    return demands


def _demand(scheme: Node) -> str:
    return canonical(_demands(scheme))


def _flows(scheme: Node) -> list[str]:
    """Spell each way to satisfy a scheme: of OAuth 2.0, each flow is one."""
    demands = _demands(scheme)
    flows: dict[str, Any] = demands["flows"]
    return [canonical({**demands, "flows": {name: flows[name]}}) for name in flows] or [
        canonical(demands)
    ]


def _compare_schemes(findings: Differences, old: Node, new: Node) -> None:
    """Compare what people read of the schemes that are in use."""
    before, after = (_by_demand(each) for each in (old, new))
    for demand in (each for each in before if each in after):
        there, here = before[demand], after[demand]
        scope = Subject("request", f"the security scheme `{here.key}`")
        compare_annotations(findings, scope, there, here, _DEMANDS)
        flows = there.child("flows"), here.child("flows")
        if canonical(there.get("flows")) != canonical(here.get("flows")):
            findings.add(kinds.ANNOTATION_CHANGED, scope, *flows, "flows")


def _by_demand(security: Node) -> dict[str, Node]:
    names = [name for each in security.items() for name, _ in each.children()]
    return {_demand(scheme): scheme for scheme in (_scheme(security, name) for name in names)}


def _said(operation: Node, here: Node, there: Node) -> Node:
    """Return where the demands stand: at a scheme that was changed, else at the operation."""
    names = [{name for each in x.items() for name, _ in each.children()} for x in (here, there)]
    if names[0] == names[1] and canonical(here.value) == canonical(there.value):
        for name in sorted(names[0]):
            mine, other = _scheme(here, name), _scheme(there, name)
            if _demand(mine) != _demand(other):
                return mine
    if here.exists:
        return here
    return Node(operation.root, (*operation.tokens, "security"), ABSENT)


def _shown(security: Node) -> str:
    ways = [
        " and ".join(_named(name, scopes) for name, scopes in requirement.children())
        for requirement in security.items()
    ]
    return " or ".join(way or "none" for way in ways) or "none"


def _named(name: str, scopes: Node) -> str:
    listed = ", ".join(str(each.value) for each in scopes.items())
    return f"`{name}` ({listed})" if listed else f"`{name}`"
