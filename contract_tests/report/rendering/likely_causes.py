"""Group the violated rules of a verdict that one cause may explain, and describe the cause.

A group also contains rules whose violations are only similar. The list `causes` of `verdict.json`
contains only rules whose violations have equal expectations and equal responses.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from ...contract import Json
from ..causes import BODY_RULES
from .saved_verdict import Outcome, Result, results
from .words import count_rules, headline

#: A rule that permits several responses shows a cause less plainly than any other rule.
_LENIENT_RULES = ("parameters.one_meaning",)

#: The symptom of a response that leaves out records, or has records that are not expected.
_RECORDS = "records"

#: The symptom of a record with another content than in an earlier response.
_CONTENT = "content"

#: What is wrong with the records, by the kind of difference.
_RECORD_SYMPTOMS = {
    "missing": "leaves out records",
    "extra": "sends records that are not expected",
    "repeated": "sends records of an earlier page again",
    "too many": "sends too many records",
    "too few": "sends too few records",
    "changed": "sends another content of a record than before",
    "other": "sends the wrong records",
}

#: The kinds of wrong records that are only more, or only fewer, than the expected records.
_MORE = {"extra", "repeated", "too many"}
_FEWER = {"missing", "too few"}

#: The lowest status of an error.
_ERROR = 400

#: The expectation of a valid request.
_SERVED = "status 200"

#: The error statuses for a caller who has no access.
_NO_ACCESS = ("401", "403")

#: The properties of an error body in which servers explain an error.
_EXPLANATIONS = ("error", "message", "detail", "title")

_MAX_EXPLANATIONS = 2

#: The largest number of features in the description of the failing requests.
_MAX_FEATURES = 3

#: The length of the longest value that describes requests.
_MAX_VALUE_LENGTH = 20

_STATUS = re.compile(r"\bstatus (\d{3})\b")

_NUMBER = re.compile("[0-9]+")

_KEY = re.compile(r"/([0-9]+|[0-9A-Fa-f]{8}[0-9A-Fa-f-]{24,28})(?=/|$)")

#: A remark on a response, which does not change the symptom.
_REMARK = re.compile(r" \([^)]*\)")

#: A feature of a request: a verb with a preposition, and a noun.
_Feature = tuple[str, str]


@frozen(eq=False)
class LikelyCause:
    """Violated rules that one cause may explain.

    Attributes:
        rules: The rules. The violation of the first rule is the easiest to understand.
        symptom: What is wrong in the responses, as a sentence.
        clues: Sentences about what the wrong responses have in common.
        consequence: Sentences that say why violations of the other rules may follow from the
            violation of the first rule; empty if no reason is known.
        independent: The rules that also have violations with another symptom.
        explained_by: A violated rule that is not among `rules`, and that may explain all their
            violations; None if there is no such rule.
    """

    rules: tuple[Result, ...]
    symptom: str = ""
    clues: tuple[str, ...] = ()
    consequence: str = ""
    independent: tuple[Result, ...] = ()
    explained_by: Result | None = None

    @property
    def first(self) -> Result:
        """The rule whose violation is the easiest to understand."""
        return self.rules[0]

    @property
    def others(self) -> tuple[Result, ...]:
        """All rules except the first, which is the easiest to understand."""
        return self.rules[1:]

    @property
    def number_of_rules(self) -> int:
        """The number of different rules. A rule may be violated on several operations."""
        return len({result.rule["id"] for result in self.rules})

    @property
    def also(self) -> str:
        """A sentence without its full stop about the violations of the other rules."""
        noun = "violation" if len(self.others) == 1 else "violations"
        others = count_rules(self.number_of_rules - 1, "other rule")
        if self.number_of_rules == 1:
            others = count_rules(len(self.others), "other operation")
        return f"The {noun} of {others} may have the same cause"

    @property
    def conclusion(self) -> str:
        """A sentence such as "One cause may explain the violations of data.json and data.ids."."""
        words = f"one cause may explain the violations of {_listed(self.rules)}."
        if self.explained_by is None:
            return f"O{words[1:]}"
        first = self.explained_by.rule["id"]
        return f"If the rules are still violated when {first} holds, {words}"

    @property
    def sentences(self) -> list[str]:
        """The sentences to print about the cause: `symptom`, `clues` and `conclusion`.

        If the cause explains a single rule, only the clues are printed.
        """
        if not self.others:
            return list(self.clues)
        return [self.symptom, *self.clues, self.conclusion]


def headline_with_causes(verdict: Json, causes: Sequence[LikelyCause]) -> str:
    """Return the verdict as a sentence, which also gives the number of likely causes.

    The number is omitted if no cause explains several rules, or if a rule also has violations with
    another symptom.
    """
    sentence = headline(verdict)
    number = sum(cause.explained_by is None for cause in causes)
    is_open = any(cause.independent for cause in causes)
    if is_open or number == sum(len(cause.rules) for cause in causes):
        return sentence
    words = "one cause" if number == 1 else f"{number} causes"
    return f"{sentence.removesuffix('.')}, probably by {words}."


def likely_causes(verdict: Json, found: Iterable[Result]) -> list[LikelyCause]:
    """Put violated rules that may have the same cause into groups, largest group first.

    A group begins with the rule whose violation is the easiest to understand. Another rule joins
    the group if one of its violations has the same symptom: the same wrong status, the same wrong
    part of a body, or the same text. For a wrong status, the requests must also have a query
    parameter in common, or the expectations must be similar. For wrong records, the requests must
    have similar query parameters; if they have none in common, the records must be wrong in the
    same way. If several groups fit, the rule joins one with the same kind of wrong records.

    Args:
        verdict: The verdict. Its successful requests are compared with the failed requests, to
            find out what only the failed requests have in common.
        found: The results of the verdict.
    """
    violated = [result for result in found if result.outcome is Outcome.VIOLATED]
    groups: list[list[Result]] = []
    for result in sorted(violated, key=_plainness):
        possible = [group for group in groups if _may_explain(group[0], result)]
        group = max(possible, key=lambda one: _has_same_words(one[0], result), default=None)
        if group is None:
            groups.append([result])
        else:
            group.append(result)
    groups.sort(key=lambda group: (-len(group), violated.index(group[0])))
    pages: dict[str, Result] = {}
    for first, *_ in groups:
        if _has_wrong_pages(first):
            pages.setdefault(first.operation["operation"], first)
    return [
        _cause(
            verdict,
            first,
            sorted(others, key=violated.index),
            pages.get(first.operation["operation"]),
        )
        for first, *others in groups
    ]


def _has_wrong_pages(result: Result) -> bool:
    violation = _plainest(result)
    is_about_pages = result.rule["area"] == "pagination"
    return violation is not None and is_about_pages and _symptom(violation) == _RECORDS


def _cause(
    verdict: Json, first: Result, others: Sequence[Result], pages: Result | None
) -> LikelyCause:
    """Return an object that describes the likely cause of a group of violated rules.

    Args:
        verdict: The verdict.
        first: The rule of the group whose violation is the easiest to understand.
        others: The other rules of the group.
        pages: A rule about pagination that the same operation violates with wrong records; None if
            there is no such rule.
    """
    rules = (first, *others)
    violation = _plainest(first)
    if violation is None:
        return LikelyCause(rules)
    independent = tuple(
        result
        for result in rules
        if not all(
            _symptom(one) == _symptom(violation) if result is first else _is_similar(violation, one)
            for one in result.operation["violations"]
        )
    )
    all_violations = [one for result in rules for one in result.operation["violations"]]
    is_compared = _is_compared_with(pages, first, violation)
    explained_by = pages if is_compared and not any(map(_has_no_match, all_violations)) else None
    clues = [*_clues(verdict, rules, violation)]
    if explained_by is not None:
        clues.append(
            f"This may be a consequence of the violation of {explained_by.rule['id']}: the test "
            "compares the response with pages, and pages have the wrong records."
        )
    return LikelyCause(
        rules,
        f"{_symptom_words(violation)}.",
        tuple(clues),
        _consequence(first, violation, others, independent) if others else "",
        independent,
        explained_by,
    )


def _symptom_words(violation: Json) -> str:
    """Return a clause that says what is wrong with the responses that show a violation."""
    status = violation["requests"][-1]["status"]
    if has_wrong_status(violation):
        return (
            f"The server sends the wrong status {status}"
            if status
            else "The server sends no response"
        )
    if is_unstable(violation):
        return "The server sends different records for the same request"
    if _symptom(violation) in (_RECORDS, _CONTENT):
        return f"The server {_RECORD_SYMPTOMS[_record_symptom(violation)]}"
    return f"The server sends a wrong response: {violation['seen']}"


def _record_symptom(violation: Json) -> str:
    """Return how the records of a response are wrong, such as `missing` or `too many`.

    The result is `other` if the records are wrong in several ways.
    """
    differences, counts = violation["differences"], violation["counts"]
    limits = [] if counts is None else _NUMBER.findall(counts["expected"])
    if limits:
        return "too many" if counts["seen"] > int(limits[-1]) else "too few"
    kinds = [kind for kind, keys in differences.items() if keys and kind != "common"]
    return kinds[0] if len(kinds) == 1 and kinds[0] in _RECORD_SYMPTOMS else "other"


def _clues(verdict: Json, rules: Sequence[Result], violation: Json) -> Iterator[str]:
    if is_unstable(violation):
        lost, gained = (len(violation["differences"][kind]) for kind in ("missing", "extra"))
        yield (
            f"Of two responses to identical requests, the earlier one has {lost} records that the "
            f"later one lacks, and the later one has {gained} that the earlier one lacks."
        )
        yield (
            "The likely cause is that the records have no stable order: which records a page has "
            "then depends on chance, and pages repeat some records and leave out others."
        )
        return
    if not has_wrong_status(violation):
        return
    status = violation["requests"][-1]["status"]
    wrong = [
        request
        for result in rules
        for one in result.operation["violations"]
        if has_wrong_status(one) and (request := one["requests"][-1])["status"] == status
    ]
    if status >= _ERROR:
        yield from _common_features(verdict, wrong)
    texts = list(dict.fromkeys(filter(None, (_explanation(one["body"]) for one in wrong))))
    if texts and status >= _ERROR:
        quoted = " or ".join(f"“{text}”" for text in texts[:_MAX_EXPLANATIONS])
        yield f"The server's own explanation is {quoted}"
    pairs = dict.fromkeys(
        (one["expected"], result.rule["id"])
        for result in rules
        for one in result.operation["violations"]
        if has_wrong_status(one)
    )
    by_text = Counter(text for text, _ in pairs)
    if len(by_text) > 1:
        parts = (f"{text} ({count_rules(number)})" for text, number in by_text.most_common())
        yield f"The rules expect different responses: {'; '.join(parts)}."


def _is_compared_with(pages: Result | None, first: Result, violation: Json) -> bool:
    """Return whether wrong pages may explain a violation, because its test compares with pages.

    Pages that leave out records make other records unexpected. They do not explain that a response
    leaves out a record of the pages.
    """
    plainest = None if pages is None else _plainest(pages)
    if pages is None or plainest is None or _symptom(violation) != _RECORDS:
        return False
    if first.rule["area"] == pages.rule["area"] or not _has_references(violation):
        return False
    if is_unstable(plainest):
        return _may_follow_from_order(violation)
    differences = violation["differences"]
    return bool(differences["extra"]) and not differences["missing"]


def _has_references(violation: Json) -> bool:
    return any(one["role"] == "reference" for one in violation["requests"])


def _common_features(verdict: Json, wrong: Sequence[Json]) -> Iterator[str]:
    """Yield a sentence that says what only the failed requests have, such as a parameter."""
    sent = [*verdict["first_requests"]]
    sent += [one for result in results(verdict) for one in result.operation["requests"]]
    served = [one for one in sent if 200 <= one["status"] < 300]
    elsewhere = {feature for one in served for feature in _features(one)}
    found = _cover([_features(one) - elsewhere for one in wrong])
    if not served or not found:
        return
    by_verb: dict[str, list[str]] = {}
    for verb, noun in found:
        by_verb.setdefault(verb, []).append(noun)
    words = ", or ".join(f"{verb} {' or '.join(nouns)}" for verb, nouns in by_verb.items())
    yield (
        f"All requests of these violations {words}. None of the {len(served)} requests that were "
        "served with status 2xx does."
    )


def _features(request: Json) -> set[_Feature]:
    """Return features of a request, such as a parameter, that may have caused a wrong response."""
    query = parse_qsl(urlsplit(request["url"]).query, keep_blank_values=True)
    names = Counter(name for name, _ in query)
    found = {("have", name) for name in names}
    found |= {("have several values of", name) for name, number in names.items() if number > 1}
    found |= {("have both", f"{one} and {two}") for one, two in combinations(sorted(names), 2)}
    found |= {("have", f"{n}={v}") for n, v in query if len(v) <= _MAX_VALUE_LENGTH}
    if request["method"] != "GET":
        found.add(("use the method", request["method"]))
    return found


def _cover(requests: Sequence[set[_Feature]]) -> list[_Feature]:
    """Return a few features, such as "have pageSize", so that each request has one of them.

    The list is empty if more than `_MAX_FEATURES` features are necessary. A feature with the value
    of a parameter is used only if there are several requests, and all have the value.
    """
    found: list[_Feature] = []
    left = list(requests)
    while left and len(found) < _MAX_FEATURES:
        number = Counter(feature for features in left for feature in features)
        eligible = [f for f in number if "=" not in f[1] or 1 < number[f] == len(requests)]
        if not eligible:
            return []
        best = min(eligible, key=lambda f: (-number[f], "=" in f[1], f))
        found.append(best)
        left = [features for features in left if best not in features]
    return sorted(found) if not left else []


def _explanation(body: str) -> str:
    """Return the sentence with which a server explains an error, or an empty string."""
    try:
        decoded = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(decoded, dict):
        return ""
    texts = (decoded.get(name) for name in _EXPLANATIONS)
    return next((text for text in texts if isinstance(text, str) and text), "")


def _consequence(
    first: Result, cause: Json, others: Sequence[Result], independent: Sequence[Result]
) -> str:
    """Return sentences that say why the first rule may be the only one that is really violated."""
    same = [other for other in others if other not in independent]
    sentences = [*_why_others_may_hold(first, cause, same)] if same else []
    if independent:
        also = "has a failure" if len(independent) == 1 else "have failures"
        sentences.append(
            f"{_listed(independent)} also {also} with another symptom, and perhaps another cause."
        )
    return " ".join(sentences)


def _why_others_may_hold(first: Result, cause: Json, same: Sequence[Result]) -> Iterator[str]:
    """Yield sentences that say why rules may hold although they have violations.

    Args:
        first: The first rule of the group.
        cause: The violation of the first rule that is the easiest to understand.
        same: The other rules, of which all violations have the symptom of `cause`.
    """
    consequences = (
        f"The violation{'s' * (len(same) != 1)} of {_listed(same)} may be only "
        f"{'consequences' if len(same) != 1 else 'a consequence'}"
    )
    if is_unstable(cause):
        yield f"{consequences} of the unstable order, since the tests compare responses."
    elif has_wrong_status(cause):
        if cause["expected"] != _SERVED:
            return
        status = cause["requests"][-1]["status"]
        response = f"status {status}" if status else "no response"
        refused = [
            other
            for other in same
            if all(one["expected"] == _SERVED for one in other.operation["violations"])
        ]
        unlike = [other for other in same if other not in refused]
        for rules, words in ((refused, "a successful response"), (unlike, "another response")):
            if rules:
                yield f"Of {_listed(rules)}, all failures are {response} in place of {words}."
        noun = "this rule" if len(same) == 1 else "these rules"
        yield f"Without these failures, {noun} may hold."
    elif _symptom(cause) in (_RECORDS, _CONTENT):
        yield f"{consequences} of the violation of {first.rule['id']}: the requests are similar."
    elif first.rule["id"] in BODY_RULES:
        yield f"{consequences} of the violation of {first.rule['id']}: the defect is the same."


def _listed(rules: Sequence[Result]) -> str:
    *names, last = dict.fromkeys(result.rule["id"] for result in rules)
    return f"{', '.join(names)} and {last}" if names else last


def _plainness(result: Result) -> tuple[object, ...]:
    """Return a sort key, which is lowest for the rule with the most understandable violation."""
    violation = _plainest(result)
    if violation is None:
        return (True,)
    return (
        False,
        result.rule["id"] in _LENIENT_RULES,
        _is_malformed(violation),
        result.rule["id"] not in BODY_RULES,
        *_effort(violation),
    )


def _plainest(result: Result) -> Json | None:
    """Return the violation that is the easiest to understand; None if there is no violation."""
    return min(result.operation["violations"], key=_effort, default=None)


def _effort(violation: Json) -> tuple[bool, int, int, int]:
    """Return a sort key of violations, which is lowest for the violation that is easiest to read.

    A violation by an unstable order of the records comes first, because an unstable order breaks
    all rules that compare responses. The other criteria are the numbers of query parameters and of
    requests, and the length of the URL.
    """
    requests = violation["requests"]
    return (
        not is_unstable(violation),
        len(_query(violation)),
        len(requests),
        len(requests[-1]["url"]),
    )


def _may_explain(first: Result, other: Result) -> bool:
    cause = _plainest(first)
    if cause is None or first.operation["operation"] != other.operation["operation"]:
        return False
    return any(_is_similar(cause, one) for one in other.operation["violations"])


def _is_similar(cause: Json, other: Json) -> bool:
    """Return whether one cause may explain two violations.

    Two violations with different symptoms have two causes, even if one of them might follow from
    the other: a cause that is listed twice costs less than a cause that is overlooked.
    """
    symptom, one, two = _symptom(cause), _query(cause), _query(other)
    if symptom != _symptom(other):
        return False
    are_malformed = _is_malformed(cause), _is_malformed(other)
    has_common = bool(one & two)
    if has_wrong_status(cause):
        return has_common or all(are_malformed) or _expectation(cause) == _expectation(other)
    if symptom != _RECORDS:
        return True
    if not _are_nested(one, two) or len(set(are_malformed)) > 1:
        return False
    if is_unstable(cause):
        return _may_follow_from_order(other)
    kind, other_kind = _record_symptom(cause), _record_symptom(other)
    has_common |= one == two
    # No wrong page explains a record that does not match the filter of its request.
    if _has_no_match(other) or _has_no_match(cause):
        return kind == other_kind == "extra" and has_common
    return kind == other_kind or (has_common and not _are_opposite({kind, other_kind}))


def _has_no_match(violation: Json) -> bool:
    """Return whether a response alone shows a record that the request does not select."""
    return _record_symptom(violation) == "extra" and not _has_references(violation)


def _are_opposite(kinds: set[str]) -> bool:
    """Return whether kinds, such as `too many`, have both more and fewer records than expected."""
    return bool(kinds & _MORE) and bool(kinds & _FEWER)


def _may_follow_from_order(violation: Json) -> bool:
    """Return whether an unstable order of the records may explain a violation with wrong records.

    In another order, a page exchanges some records. The number of records does not change, and
    neither does the set of records that match a filter.
    """
    is_whole = _record_symptom(violation) == "extra" and not violation["differences"]["common"]
    return not _has_no_match(violation) and violation["counts"] is None and not is_whole


def _expectation(violation: Json) -> str:
    """Return the expectation of a violation. All refusals of access are the same expectation."""
    expected: str = violation["expected"]
    statuses = _STATUS.findall(expected)
    return "no access" if statuses and set(statuses) <= set(_NO_ACCESS) else expected


def _has_same_words(first: Result, other: Result) -> bool:
    """Return whether two rules have violations whose symptom is described in the same words.

    Of the first rule, only the violation that is the easiest to understand counts.
    """
    cause = _plainest(first)
    words = cause and _symptom_words(cause)
    return any(_symptom_words(one) == words for one in other.operation["violations"])


def _are_nested(cause: set[str], other: set[str]) -> bool:
    return cause <= other or set() < other <= cause


def has_wrong_status(violation: Json) -> bool:
    """Return whether the last response of a violation is missing or has a wrong status code.

    Otherwise another part of the response is wrong, such as the body.
    """
    status = violation["requests"][-1]["status"]
    return not status or str(status) in _STATUS.findall(violation["seen"])


def is_unstable(violation: Json) -> bool:
    """Return whether a violation shows that the same request got different records twice."""
    last = violation["requests"][-1]
    differences = violation["differences"]
    return bool(differences["missing"] and differences["extra"]) and any(
        one["role"] == "reference" and one["curl"] == last["curl"] for one in violation["requests"]
    )


def _symptom(violation: Json) -> str:
    """Return what is wrong in a response, as a text. Equal texts suggest the same cause.

    The text names the wrong status, the wrong part of the body, or wrong records. Otherwise, the
    text is the description of the response, without its numbers.
    """
    if has_wrong_status(violation):
        return f"status {violation['requests'][-1]['status']}"
    part = violation["part"]
    if part is not None and part.rpartition("/")[2] not in violation["records"]:
        return _KEY.sub("/*", part)
    differences = violation["differences"]
    if [kind for kind, keys in differences.items() if keys and kind != "common"] == ["changed"]:
        return _CONTENT
    if violation["records"] or violation["counts"]:
        return _RECORDS
    return _NUMBER.sub("*", _REMARK.sub("", violation["seen"]))


def _is_malformed(violation: Json) -> bool:
    """Return whether the request with the wrong response has a value that is not allowed."""
    return any(value["malformed"] for value in violation["values"])


def _query(violation: Json) -> set[str]:
    """Return the names of the query parameters of the request with the wrong response."""
    return {value["parameter"] for value in violation["values"] if value["in"] == "query"}
