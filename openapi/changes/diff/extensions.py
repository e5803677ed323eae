"""Compare the extensions (`x-…`) of two OpenAPI documents, such as `x-pagination`.

The file `openapi/README.md` describes the extensions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from openapi.changes.diff.annotations import unwrapped
from openapi.changes.diff.schemas import SchemaComparison
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import Node, NodePair
from openapi.changes.model.schema import SchemaPair

RenamedParameters = Mapping[str, str]
"""A mapping from the old names of parameters to the new names."""

EXTENSIONS = frozenset({"x-pagination", "x-filter", "x-live", "x-scenarios", "x-environment"})


def compare_pagination(
    differences: Differences, subject: Subject, rules: NodePair, removed: Collection[str]
) -> None:
    """Compare `x-pagination`, the pagination rule of an operation.

    Args:
        differences: The collection to which the function adds differences.
        subject: The operation.
        rules: The old and the new pagination rule.
        removed: The names of the parameters that were removed from the operation.
    """
    rule = "a pagination rule (`x-pagination`)"
    # A pagination rule has no effect without its parameters.
    if rules.new.exists and any(rules.new.get(key) in removed for key in ("page", "size")):
        differences.add(kinds.RULE_REMOVED, subject, rules, rule)
    else:
        _compare_rule(differences, subject, rules, rule)


def compare_filter(differences: Differences, subject: Subject, rules: NodePair) -> None:
    """Compare the extension `x-filter`, which states how a parameter selects records."""
    _compare_rule(differences, subject, rules, "a filter rule (`x-filter`)")


def _compare_rule(differences: Differences, subject: Subject, rules: NodePair, rule: str) -> None:
    if rules.added:
        differences.add(kinds.RULE_ADDED, subject, rules, rule)
    elif rules.removed:
        differences.add(kinds.RULE_REMOVED, subject, rules, rule)
    elif rules.changed:
        differences.add(kinds.RULE_CHANGED, subject, rules, rule)


def compare_live(differences: Differences, subject: Subject, lists: NodePair) -> None:
    """Compare `x-live`, the JSON Pointers of data that may change between two calls."""
    old, new = ([str(x.value) for x in each.items()] for each in lists)
    if not all(_is_within(pointer, old) for pointer in new):
        differences.add(kinds.LIVE_DATA_WIDENED, subject, lists)
    elif not all(_is_within(pointer, new) for pointer in old):
        differences.add(kinds.LIVE_DATA_NARROWED, subject, lists)


def _is_within(pointer: str, pointers: list[str]) -> bool:
    return any(pointer == each or pointer.startswith(f"{each}/") for each in pointers)


def compare_scenarios(
    schemas: SchemaComparison, subject: Subject, nodes: NodePair, renamed: RenamedParameters
) -> None:
    """Compare the old and the new `x-scenarios` of a response.

    A scenario is a situation in which the server sends the response.

    Args:
        schemas: The comparison of schemas, which also collects the differences.
        subject: The response.
        nodes: The old and the new mapping of scenarios.
        renamed: A mapping from the old names of parameters to the new names.
    """
    differences = schemas.differences
    new_names = _new_names(nodes)
    for old_name, new_name in new_names.items():
        scenario = NodePair(nodes.old.child(old_name), nodes.new.child(new_name))
        words = {"before": old_name, "after": new_name}
        differences.add(kinds.SCENARIO_RENAMED, subject, scenario, **words)
    for name, scenario in nodes.children():
        if name in new_names or name in new_names.values():
            continue
        refusals = scenario.child("refuses")
        _compare_refusals(schemas, subject, refusals, renamed)
        if scenario.in_both:
            _compare_wording(differences, subject, scenario, name)
        elif not (refusals.old.exists or refusals.new.exists):
            kind = kinds.SCENARIO_ADDED if scenario.added else kinds.SCENARIO_REMOVED
            differences.add(kind, subject, scenario, name)


def _new_names(scenarios: NodePair) -> dict[str, str]:
    """Return the new name of each renamed error scenario, by the old name.

    An error scenario is renamed if the scenario has another name but the same content in the new
    document.
    """
    old, new = (dict(each.children()) for each in scenarios)
    added = {each.text: name for name, each in new.items() if name not in old}
    removed = {name: each.text for name, each in old.items() if name not in new}
    return {name: added[content] for name, content in removed.items() if content in added}


def _compare_wording(
    differences: Differences, subject: Subject, scenario: NodePair, name: str
) -> None:
    # These keys explain a scenario to readers and testers, and do not affect callers.
    for key in ("when", "withholds", "supplies"):
        texts = scenario.child(key)
        if _text(texts.old) != _text(texts.new):
            differences.add(kinds.TEXT_CHANGED, subject, texts, f"scenario `{name}`")


def _text(node: Node) -> str:
    return unwrapped(node.value) if isinstance(node.value, str) else node.text


def _compare_refusals(
    schemas: SchemaComparison, subject: Subject, nodes: NodePair, renamed: RenamedParameters
) -> None:
    """Compare which parameter values a server must reject, in the old and the new document.

    The extension key `refuses` has a schema for each parameter. The server rejects the values
    that violate the schema.
    """
    differences = schemas.differences
    sent = Subject("request", subject.name, medium="text")
    old_names = {renamed.get(name, name): name for name, _ in nodes.old.children()}
    for name in old_names | dict(nodes.new.children()):
        refusal = NodePair(nodes.old.child(old_names.get(name, name)), nodes.new.child(name))
        pair = SchemaPair.of(refusal)
        if not refusal.old.exists:
            differences.add(kinds.REFUSAL_ADDED, subject, refusal, name)
        elif not refusal.new.exists:
            differences.add(kinds.REFUSAL_REMOVED, subject, refusal, name)
        elif schemas.would_break(pair, sent):
            differences.add(kinds.REFUSAL_CHANGED, subject, refusal, name)
        elif schemas.would_break(pair.swapped, sent):
            differences.add(kinds.REFUSAL_REMOVED, subject, refusal, name)
        else:
            schemas.compare(pair, sent)
