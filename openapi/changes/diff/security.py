"""Compare the security requirements of operations."""

from __future__ import annotations

from itertools import product
from typing import Any

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import MalformedError, Node, NodePair, canonical

# The keywords of a security scheme that clients must follow; its other keywords are annotations.
_BINDING = frozenset({"type", "scheme", "name", "in", "flows", "openIdConnectUrl"})

Credentials = frozenset[tuple[str, str]]
"""The credentials of a request: pairs of a canonical security scheme and a scope.

The scope is an empty text for the scheme itself.
"""


def compare_security(differences: Differences, subject: Subject, operations: NodePair) -> None:
    """Compare the security requirements of two operations, and the security schemes in use.

    Args:
        differences: The collection to which the function adds differences.
        subject: The operation.
        operations: The old and the new operation.
    """
    requirements = NodePair(*map(_requirements, operations))
    _compare_annotations(differences, requirements)
    old, new = map(_accepted, requirements)
    if old == new:
        return
    nodes = _changed_scheme(requirements) or requirements
    all_accepted = all(any(needed <= had for needed in new) for had in old)
    kind = kinds.SECURITY_WIDENED if all_accepted else kinds.SECURITY_NARROWED
    before, after = map(_in_words, requirements)
    what = f"{after} instead of {before}"
    if before == after:
        what = f"{after} is now another security scheme"
    differences.add(kind, subject, nodes, what)


def _requirements(operation: Node) -> Node:
    own = operation.child("security")
    shared = operation.source.root.child("security")
    return shared if shared.exists and not own.exists else own


def _accepted(requirements: Node) -> frozenset[Credentials]:
    """Return every set of credentials that satisfies security requirements.

    An empty set of credentials admits clients without credentials.
    """
    accepted: set[Credentials] = set()
    for requirement in requirements.items():
        choices: list[list[Credentials]] = []
        for name, scopes in requirement.children():
            listed = ["", *(str(each.value) for each in scopes.items())]
            flows = _flows(_scheme(requirements, name))
            choices.append([frozenset((flow, scope) for scope in listed) for flow in flows])
        accepted |= {Credentials().union(*chosen) for chosen in product(*choices)}
    return frozenset(accepted) or frozenset({Credentials()})


def _scheme(requirements: Node, name: str) -> Node:
    components = requirements.source.root.child("components")
    scheme = components.child("securitySchemes").child(name)
    if not scheme.exists:
        raise MalformedError(requirements, f"names the scheme {name!r}, which does not exist")
    return scheme.resolved()


def _binding_keywords(scheme: Node) -> dict[str, Any]:
    """Return the keywords of a security scheme that affect clients.

    Values such as the names of headers are in canonical form.
    """
    binding = {key: each.value for key, each in scheme.children() if key in _BINDING}
    if "scheme" in binding:
        binding["scheme"] = str(binding["scheme"]).lower()
    if binding.get("in") == "header":
        binding["name"] = str(binding.get("name")).lower()
    binding["flows"] = {
        name: {key: each.value for key, each in flow.children() if key.endswith("Url")}
        for name, flow in scheme.child("flows").children()
    }
    return binding


def _canonical_scheme(scheme: Node) -> str:
    return canonical(_binding_keywords(scheme))


def _flows(scheme: Node) -> list[str]:
    """Split a security scheme into one scheme for each OAuth 2.0 flow.

    A scheme without flows is not split. The schemes are returned as JSON texts; equal schemes have
    equal texts.
    """
    binding = _binding_keywords(scheme)
    flows: dict[str, Any] = binding["flows"]
    alone = [canonical({**binding, "flows": {name: flow}}) for name, flow in flows.items()]
    return alone or [canonical(binding)]


def _compare_annotations(differences: Differences, requirements: NodePair) -> None:
    """Compare annotations, such as descriptions, of security schemes that both documents use."""
    old, new = map(_schemes_by_canonical_form, requirements)
    for form in (each for each in old if each in new):
        schemes = NodePair(old[form], new[form])
        subject = Subject("request", f"the security scheme `{schemes.new.key}`")
        compare_annotations(differences, subject, schemes, _BINDING)
        flows = schemes.child("flows")
        if flows.changed:
            differences.add(kinds.ANNOTATION_CHANGED, subject, flows, "flows")


def _schemes_by_canonical_form(requirements: Node) -> dict[str, Node]:
    schemes = (_scheme(requirements, name) for name in _scheme_names(requirements))
    return {_canonical_scheme(scheme): scheme for scheme in schemes}


def _scheme_names(requirements: Node) -> list[str]:
    return [name for each in requirements.items() for name, _ in each.children()]


def _changed_scheme(requirements: NodePair) -> NodePair | None:
    """Return the first security scheme whose definition changed, or None.

    If the requirements themselves differ, and not only the schemes, the result is None.
    """
    if requirements.changed:
        return None
    for name in sorted(set(_scheme_names(requirements.old))):
        schemes = NodePair(*(_scheme(each, name) for each in requirements))
        if _canonical_scheme(schemes.old) != _canonical_scheme(schemes.new):
            return schemes
    return None


def _in_words(requirements: Node) -> str:
    alternatives = [
        " and ".join(_with_scopes(name, scopes) for name, scopes in requirement.children())
        for requirement in requirements.items()
    ]
    return " or ".join(each or "none" for each in alternatives) or "none"


def _with_scopes(name: str, scopes: Node) -> str:
    listed = ", ".join(str(each.value) for each in scopes.items())
    return f"`{name}` ({listed})" if listed else f"`{name}`"
