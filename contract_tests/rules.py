"""The catalogue of rules: each an id, one sentence of the contract, and where it is written.

The rules about scenarios are not listed by hand: each ``x-scenarios`` entry of the document is a
rule, and its ``when`` is the rule's sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from .contract import Contract, Operation, Scenario

SCENARIOS = "scenarios"

AREAS = (
    "parameters",
    "pagination",
    "filters",
    SCENARIOS,
    "errors",
    "data",
    "consistency",
    "protocol",
)
"""The areas of the contract, in the order in which verdicts list their rules."""


@frozen
class Rule:
    """One sentence of the contract that a server keeps or violates.

    ``pointer`` is a URI fragment into the document; ``…`` stands for the operation under test.
    """

    id: str
    sentence: str
    pointer: str

    def written(self, operation: Operation) -> str:
        """Return where the rule is written about an operation."""
        return self.pointer.replace("#…", operation.pointer)

    @property
    def area(self) -> str:
        """The part of the contract that the rule belongs to, the first half of its id."""
        return self.id.partition(".")[0]


RULES = (
    Rule(
        "parameters.served",
        "Whatever the document allows is served.",
        "#…/parameters",
    ),
    Rule(
        "parameters.one_meaning",
        "What the document leaves open is refused, or served as the one thing that it can mean.",
        "#…/parameters",
    ),
    Rule(
        "parameters.no_crash",
        "No value of a parameter, however odd, makes the server fail.",
        "#…/responses",
    ),
    Rule(
        "pagination.partition",
        "The pages of any size are disjoint, full but for the last, and together are the whole.",
        "#…/x-pagination",
    ),
    Rule(
        "pagination.slices",
        "A page of a given size holds the records after those it skips, in one stable order.",
        "#…/x-pagination",
    ),
    Rule(
        "pagination.first_page",
        "The first page is the one served when no page is asked for.",
        "#…/x-pagination/first",
    ),
    Rule(
        "pagination.past_the_end",
        "A page past the last record is served, without records.",
        "#…/x-pagination",
    ),
    Rule(
        "filters.exact",
        "A filter selects exactly the records that match one of its values.",
        "#…/parameters",
    ),
    Rule(
        "filters.combined",
        "Filters given together select the records that match all of them.",
        "#…/parameters",
    ),
    Rule(
        "filters.before_paging",
        "Records are filtered first and paged afterwards.",
        "#…/x-pagination",
    ),
    Rule(
        "errors.shape",
        "Every error has the content type and the body that the document gives its status.",
        "#…/responses",
    ),
    Rule(
        "errors.no_internals",
        "No error shows people a stack trace or markup.",
        "#/components/schemas/ErrorBody/properties/error",
    ),
    Rule(
        "data.documented",
        "Every answer to a generated request is one that the document describes.",
        "#…/responses",
    ),
    Rule(
        "data.json",
        "Every answer is whole, and its body is JSON that every reader reads alike.",
        "#…/responses/200",
    ),
    Rule(
        "data.schema",
        "Every record, and all around it, has the members and types of the document.",
        "#…/responses/200",
    ),
    Rule(
        "data.amounts",
        "Amounts are non-negative integers, written as strings of digits.",
        "#/components/schemas/Amount",
    ),
    Rule(
        "data.ids",
        "Ids are UUIDs.",
        "#/components/schemas/Uuid",
    ),
    Rule(
        "consistency.same_record",
        "A record is the same in every view, whatever the page, its size and the filters.",
        "#…/responses/200",
    ),
    Rule(
        "consistency.same_rest",
        "What is neither paged nor live is the same in every answer.",
        "#…/responses/200",
    ),
    Rule(
        "protocol.harmless_methods",
        "HEAD and OPTIONS are answered without failing, and tell nobody more than GET does.",
        "#…",
    ),
    Rule(
        "protocol.undeclared_methods",
        "A method that the document does not have is refused, and changes nothing.",
        "#…",
    ),
)


def scenario_rule(scenario: Scenario) -> Rule:
    """Return the rule that a scenario of the document states."""
    sentence = f"{scenario.status}: {scenario.when}"
    return Rule(f"{SCENARIOS}.{scenario.name}", sentence, scenario.pointer)


def catalogue(contract: Contract) -> tuple[Rule, ...]:
    """Return every rule about a document, in the order in which verdicts list them."""
    return tuple(sorted(_all_rules(contract), key=lambda rule: AREAS.index(rule.area)))


def _all_rules(contract: Contract) -> Iterator[Rule]:
    yield from RULES
    seen = set()
    for operation in contract.operations:
        for scenario in operation.scenarios:
            if scenario.name not in seen:
                seen.add(scenario.name)
                yield scenario_rule(scenario)
