"""The catalogue of rules, each with its id, its sentence, and its location in the document.

Each error scenario in the document (extension ``x-scenarios``) is also a rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from attrs import frozen

from .catalogue import suggestion
from .contract import Operation, Scenario

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
    since: str = ""
    """A clause that follows the word *since*, with the reason why a server must follow the rule.

    It is empty for an error scenario, whose reason the document states.
    """

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
        "the document allows every value in the request",
    ),
    Rule(
        "parameters.one_meaning",
        "An ambiguous value is rejected, or has the meaning that the document supports.",
        "#…/parameters",
        "a caller must not get other data than the request names",
    ),
    Rule(
        "parameters.no_crash",
        "No value of a parameter makes the server fail.",
        "#…/responses",
        "a status of 500 or more says that the server failed, which no value may cause",
    ),
    Rule(
        "pagination.partition",
        "The pages of one size hold each record once, and all pages before the last are full.",
        "#…/x-pagination",
        "a page has at most as many records as its size, and skips the records of earlier pages",
    ),
    Rule(
        "pagination.slices",
        "A page holds the records that follow the skipped records, in one stable order.",
        "#…/x-pagination",
        "a page skips the records of earlier pages. The document does not state that the records "
        "have one stable order, but without it pages repeat some records and leave out others",
    ),
    Rule(
        "pagination.first_page",
        "Without a page number, the server returns the first page.",
        "#…/x-pagination/first",
        "the document states the number of the first page, and lets callers omit the page number",
    ),
    Rule(
        "pagination.past_the_end",
        "A page past the last record is served and has no records.",
        "#…/x-pagination",
        "a page skips the records of earlier pages, after which no record is left",
    ),
    Rule(
        "filters.exact",
        "A filter selects exactly the records that match one of its values.",
        "#…/parameters",
        "the document states which records a value of the filter selects",
    ),
    Rule(
        "filters.combined",
        "Filters given together select exactly the records that match all of them.",
        "#…/parameters",
        "each filter selects records, and no filter cancels another",
    ),
    Rule(
        "filters.before_paging",
        "Filters are applied before pagination.",
        "#…/x-pagination",
        "the page number and the page size count the records that match the filter",
    ),
    Rule(
        "filters.foreign",
        "A filter by ids of another enterprise selects no record of that enterprise.",
        "#…/parameters",
        "the path selects the records of one enterprise",
    ),
    Rule(
        "errors.shape",
        "Every error response has the documented content type and body of its status.",
        "#…/responses",
        "the document describes the content type and the body of each error status",
    ),
    Rule(
        "errors.no_internals",
        "No error response shows a stack trace or markup.",
        "#/components/schemas/ErrorBody/properties/error",
        "the document describes the message as text for callers",
    ),
    Rule(
        "data.documented",
        "Every response to a generated request has a documented status and body.",
        "#…/responses",
        "the document describes no other response",
    ),
    Rule(
        "data.json",
        "Every response is complete, and its body is JSON that every parser reads in the same way.",
        "#…/responses/200",
        "the document declares JSON, which every parser must read in the same way",
    ),
    Rule(
        "data.schema",
        "Every body has the properties and types that the document describes.",
        "#…/responses/200",
        "the document describes the properties of the body",
    ),
    Rule(
        "data.amounts",
        "Every amount is a non-negative integer in a string of digits.",
        "#/components/schemas/Amount",
        "the document describes the form of amounts",
    ),
    Rule(
        "data.ids",
        "Every id is a UUID.",
        "#/components/schemas/Uuid",
        "the document describes the form of ids",
    ),
    Rule(
        "consistency.same_record",
        "A record is the same in every response, for any page, page size and filter.",
        "#…/responses/200",
        "a record that has not changed is the same, whichever page or filter returns the record",
    ),
    Rule(
        "consistency.same_rest",
        "Data outside the records, except live data, is the same in every response.",
        "#…/responses/200",
        "this data is not in the list of data that may differ between two responses",
    ),
    Rule(
        "protocol.harmless_methods",
        "HEAD and OPTIONS do not fail and do not affect the next GET request, and HEAD does not "
        "reveal which enterprises exist.",
        "#…",
        "HEAD and OPTIONS are safe methods (RFC 9110, section 9.2.1), and a caller without a "
        "credential may learn nothing",
    ),
    Rule(
        "protocol.undeclared_methods",
        "A method that the document does not declare is refused, changes no data, and does not "
        "affect the next GET request.",
        "#…",
        "the document does not declare the method for the path",
    ),
)


def scenario_rule(scenario: Scenario) -> Rule:
    """Return the rule that requires the documented status for an error case.

    Args:
        scenario: The error case and the documented status.
    """
    sentence = f"{scenario.status}: {scenario.when}"
    return Rule(f"{SCENARIOS}.{scenario.name}", sentence, scenario.pointer)


def catalogue(operations: Iterable[Operation]) -> tuple[Rule, ...]:
    """Return all rules that the server suite can check, sorted by area, such as `pagination`.

    Each error scenario of the operations is also a rule.
    """
    scenarios: dict[str, Rule] = {}
    for operation in operations:
        for scenario in operation.scenarios:
            scenarios.setdefault(scenario.name, scenario_rule(scenario))
    rules = (*RULES, *scenarios.values())
    return tuple(sorted(rules, key=lambda rule: AREAS.index(rule.area)))


class UnknownRuleError(ValueError):
    """The error for a name in ``--rules`` that no rule has. The message suggests similar names."""


def select(rules: tuple[Rule, ...], names: Collection[str] | None) -> tuple[Rule, ...]:
    """Return the rules with the given names, in the order of the catalogue.

    Args:
        rules: The rules to select from.
        names: The ids of rules, the areas of rules, and patterns of ids such as
            ``scenarios.un*``. None selects all rules.

    Raises:
        UnknownRuleError: If no rule has one of the names.
    """
    if names is None:
        return rules
    known = {rule.id for rule in rules} | {rule.area for rule in rules}
    selected: set[str] = set()
    for name in sorted(names):
        matching = {rule.id for rule in rules if rule.area == name or fnmatchcase(rule.id, name)}
        if not matching:
            areas = ", ".join(dict.fromkeys(rule.area for rule in rules))
            hint = suggestion(name, known, f"the areas are {areas}")
            raise UnknownRuleError(f"--rules: no rule has the name {name!r}; {hint}")
        selected |= matching
    return tuple(rule for rule in rules if rule.id in selected)
