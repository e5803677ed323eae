"""The catalogue of rules, each with its id, its sentence, and its location in the document.

Each error scenario in the document (extension ``x-scenarios``) is also a rule.
"""

from __future__ import annotations

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
"""The areas of the rules, in the order of verdicts."""


@frozen
class Rule:
    """A rule that a server must follow."""

    id: str
    sentence: str
    """A sentence that states the rule."""
    pointer: str
    """A URI fragment that refers to a part of the document; ``…`` stands for the operation."""

    def location(self, operation: Operation) -> str:
        """Return a URI fragment that refers to the part of the document that states the rule."""
        return self.pointer.replace("#…", operation.pointer)

    @property
    def area(self) -> str:
        """The area of the contract to which the rule belongs: the part of its id before the dot."""
        return self.id.partition(".")[0]


RULES = (
    Rule(
        "parameters.served",
        "Every value that the document allows is served.",
        "#…/parameters",
    ),
    Rule(
        "parameters.one_meaning",
        "An ambiguous value is rejected, or interpreted in the only sensible way.",
        "#…/parameters",
    ),
    Rule(
        "parameters.no_crash",
        "No value of a parameter makes the server fail.",
        "#…/responses",
    ),
    Rule(
        "pagination.partition",
        "The pages of one size hold each record once, and all pages before the last are full.",
        "#…/x-pagination",
    ),
    Rule(
        "pagination.slices",
        "A page holds the records that follow the skipped records, in one stable order.",
        "#…/x-pagination",
    ),
    Rule(
        "pagination.first_page",
        "Without a page number, the server returns the first page.",
        "#…/x-pagination/first",
    ),
    Rule(
        "pagination.past_the_end",
        "A page past the last record is served and has no records.",
        "#…/x-pagination",
    ),
    Rule(
        "filters.exact",
        "A filter selects exactly the records that match one of its values.",
        "#…/parameters",
    ),
    Rule(
        "filters.combined",
        "Filters given together select exactly the records that match all of them.",
        "#…/parameters",
    ),
    Rule(
        "filters.before_paging",
        "Filters are applied before pagination.",
        "#…/x-pagination",
    ),
    Rule(
        "errors.shape",
        "Every error response has the documented content type and body of its status.",
        "#…/responses",
    ),
    Rule(
        "errors.no_internals",
        "No error response shows a stack trace or markup.",
        "#/components/schemas/ErrorBody/properties/error",
    ),
    Rule(
        "data.documented",
        "Every response to a generated request has a documented status and body.",
        "#…/responses",
    ),
    Rule(
        "data.json",
        "Every response is complete, and its body is JSON that all parsers decode equally.",
        "#…/responses/200",
    ),
    Rule(
        "data.schema",
        "Every body has the properties and types that the document describes.",
        "#…/responses/200",
    ),
    Rule(
        "data.amounts",
        "Every amount is a non-negative integer in a string of digits.",
        "#/components/schemas/Amount",
    ),
    Rule(
        "data.ids",
        "Every id is a UUID.",
        "#/components/schemas/Uuid",
    ),
    Rule(
        "consistency.same_record",
        "A record is the same in every response, for any page, page size and filter.",
        "#…/responses/200",
    ),
    Rule(
        "consistency.same_rest",
        "Data outside the records, except live data, is the same in every response.",
        "#…/responses/200",
    ),
    Rule(
        "protocol.harmless_methods",
        "HEAD and OPTIONS do not fail, and HEAD does not reveal which enterprises exist.",
        "#…",
    ),
    Rule(
        "protocol.undeclared_methods",
        "A method that the document does not declare is refused and changes no data.",
        "#…",
    ),
)


def scenario_rule(scenario: Scenario) -> Rule:
    """Return the rule for an error scenario of the document."""
    sentence = f"{scenario.status}: {scenario.when}"
    return Rule(f"{SCENARIOS}.{scenario.name}", sentence, scenario.pointer)


def catalogue(contract: Contract) -> tuple[Rule, ...]:
    """Return all rules, including those of the error scenarios, in the order of verdicts."""
    scenarios: dict[str, Rule] = {}
    for operation in contract.operations:
        for scenario in operation.scenarios:
            scenarios.setdefault(scenario.name, scenario_rule(scenario))
    rules = (*RULES, *scenarios.values())
    return tuple(sorted(rules, key=lambda rule: AREAS.index(rule.area)))
