"""The kinds of differences between OpenAPI documents, and the class (severity) of each kind.

Only this module decides the class of a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Direction = Literal["request", "response"]


def opposite(direction: Direction) -> Direction:
    """Return the opposite direction of data: `response` for `request`, `request` for `response`."""
    return "response" if direction == "request" else "request"


class Class(IntEnum):
    """How severely a difference between two OpenAPI documents affects callers, in ascending order."""

    DOCUMENTATION = 0
    """Only descriptions, examples and other annotations differ."""
    COMPATIBLE = 1
    """Callers can do more, or can rely on more. Correct old code stays correct."""
    BREAKING_CALLER = 2
    """Requests still work; code that calls the generated client no longer type-checks or runs."""
    BREAKING_WIRE = 3
    """A correct old client fails, or receives a response that its document did not allow."""

    @property
    def label(self) -> str:
        """The name of this class of differences in reports, such as `breaking-wire`."""
        return self.name.lower().replace("_", "-")

    @property
    def is_breaking(self) -> bool:
        """Whether a difference of this severity breaks code that is correct for the old document."""
        return self >= Class.BREAKING_CALLER


@dataclass(frozen=True)
class Kind:
    """A kind of difference between two OpenAPI documents, such as an added operation.

    Attributes:
        id: The stable name of the kind in the output of `changes --json`, in kebab-case.
        request: The class (severity) of the difference in data that the caller sends.
        response: The class of the difference in data that the caller receives.
        sentence: The format string of the sentence that explains a difference to callers.
        reason: The reason for the two classes; empty if the classes are obvious.
    """

    id: str
    request: Class
    response: Class
    # {subject}: the part of the document. {what}: a keyword or names. {before}, {after}: the values.
    # {change}: a clause such as "`maximum` changed from 5 to 6".
    sentence: str
    reason: str = ""

    def class_in(self, direction: Direction) -> Class:
        """Return how severely a difference of this kind affects callers.

        Args:
            direction: Whether the difference is in a request or in a response.
        """
        return self.request if direction == "request" else self.response


doc = Class.DOCUMENTATION
fine = Class.COMPATIBLE
caller = Class.BREAKING_CALLER
wire = Class.BREAKING_WIRE

# fmt: off

# Annotations -------------------------------------------------------------------------------------
TEXT_CHANGED = Kind("text-changed", doc, doc, "The {what} of {subject} is worded differently.")
ANNOTATION_CHANGED = Kind("annotation-changed", doc, doc, "`{what}` of {subject} has changed; requests and responses stay the same.",
    "Clients do not act on examples, links, `bearerFormat` and unknown extensions.")
OPENAPI_VERSION_CHANGED = Kind("openapi-version-changed", doc, doc, "The document is now written in OpenAPI {after} instead of {before}.",
    "The version of OpenAPI matters to tools that read the document. Requests and responses stay the same.")
TAG_LISTING_CHANGED = Kind("tag-listing-changed", doc, doc, "{subject} was {what} the document's list of tags.")
KEYWORD_WITHOUT_EFFECT_CHANGED = Kind("keyword-without-effect-changed", doc, doc, "`{what}` of {subject} has changed, but has no effect here.",
    "A length restricts only strings, `explode` changes only the serialization of arrays and objects, and `xml` matters only in XML.")
PROPERTY_WITHOUT_EFFECT_CHANGED = Kind("property-without-effect-changed", doc, doc, "{subject} has changed, but is {what}.",
    "Requests do not contain read-only properties, and responses do not contain write-only properties.")
UNCOMPARED_VALUE_CHANGED = Kind("uncompared-value-changed", wire, wire, "`{what}` in {subject} has changed: from {before} to {after}. The comparison does not know how this affects callers.",
    "The keyword is not part of OpenAPI, or its position has no meaning in OpenAPI, so the change is assumed to be breaking.")
UNCOMPARED_ANNOTATION_CHANGED = Kind("uncompared-annotation-changed", doc, doc, "`{what}` in {subject} has changed; requests and responses stay the same.")
UNUSED_COMPONENT_CHANGED = Kind("unused-component-changed", doc, doc, "{subject}, which no operation uses, has changed.",
    "No request or response uses the component. The generated class of the component exists, but no call returns it.")
PARTLY_USED_COMPONENT_CHANGED = Kind("partly-used-component-changed", doc, doc, "{subject}, which only added or removed parts of the documents use, has changed.",
    "The added and removed parts are differences of their own. No other part of a request or response uses the component.")
DEPRECATION_ADDED = Kind("deprecation-added", fine, fine, "{subject} is now deprecated.",
    "Deprecated operations, parameters and properties still work. Semantic Versioning requires a minor version for a deprecation.")
DEPRECATION_REMOVED = Kind("deprecation-removed", doc, doc, "{subject} is no longer deprecated.")

# Operations, and the names that the generator derives --------------------------------------------
OPERATION_ADDED = Kind("operation-added", fine, fine, "The operation {subject} is new.")
OPERATION_REMOVED = Kind("operation-removed", wire, wire, "The operation {subject} was removed.")
MODULE_RENAMED = Kind("module-renamed", caller, caller, "The generated module of {subject} is now `{after}` instead of `{before}`: imports of the old name fail.")
MODULE_MOVED = Kind("module-moved", caller, caller, "{subject} is now generated in `api.{after}` instead of `api.{before}`: imports of the old package fail.")
CALLBACK_RENAMED = Kind("callback-renamed", doc, doc, "The callback `{before}` of {subject} is now called `{after}`.",
    "No request contains the name. The expression and the method identify a callback.")
CLASS_RENAMED = Kind("class-renamed", caller, caller, "The generated class of {subject} is now {after} instead of {before}.",
    "Only names in the document are compared: names of components, and titles. The generator derives the name of any "
    "other class from the position of its schema. A move to or from the components is not a difference.")
CLASS_RENUMBERED = Kind("class-renumbered", caller, caller, "The generated class of {what} in {subject} has another name than before: imports of the old name fail.",
    "The generator numbers the classes of alternatives that have no titles and are not components. "
    "Alternatives in another order are not a difference, although their classes have other numbers.")
ARGUMENT_RENAMED = Kind("argument-renamed", caller, caller, "The argument for {subject} is now `{after}` instead of `{before}`: calls with the old name fail.",
    "Names of path parameters are not sent, and names of headers are case-insensitive, so only the Python name differs. "
    "An added or removed parameter can also rename another one, if the names of both are equal in Python.")
ATTRIBUTE_RENAMED = Kind("attribute-renamed", caller, caller, "The attribute for {subject} is now `{after}` instead of `{before}`: code that uses the old name no longer works.",
    "The generator separates names that are equal in Python, such as `a-b` and `a_b`, so an added or removed property "
    "can rename another one.")

# Parameters and request bodies -------------------------------------------------------------------
OPTIONAL_PARAMETER_ADDED = Kind("optional-parameter-added", fine, fine, "{subject} is new and optional.")
REQUIRED_PARAMETER_ADDED = Kind("required-parameter-added", wire, fine, "{subject} is new and required: requests without it are no longer valid.")
PARAMETER_REMOVED = Kind("parameter-removed", caller, wire, "{subject} was removed: code that uses it no longer works.",
    "Servers ignore unknown headers and parameters. The filter or pagination rule of a parameter is compared "
    "separately, and its removal is breaking on the wire. A caller who receives the requests of a callback relies on "
    "their parameters.")
PARAMETER_MOVED = Kind("parameter-moved", wire, wire, "{subject} is now sent {what}.")
PARAMETER_RENAMED = Kind("parameter-renamed", wire, wire, "{subject} is now named `{after}`: the old name no longer has an effect.",
    "The two parameters differ only in their names. Unlike a removed parameter, a renamed parameter still has its "
    "effect, but only under the new name.")
PARAMETER_BECAME_REQUIRED = Kind("parameter-became-required", wire, fine, "{subject} is now required: requests without it are no longer valid.")
PARAMETER_BECAME_OPTIONAL = Kind("parameter-became-optional", fine, wire, "{subject} is now optional.")
SERIALIZATION_CHANGED = Kind("serialization-changed", wire, wire, "{subject} is now serialized differently: {what}.")
SERIALIZATION_WIDENED = Kind("serialization-widened", fine, fine, "{subject} now accepts more serializations: {what}.")
OPTIONAL_BODY_ADDED = Kind("optional-body-added", fine, fine, "{subject} is new and optional.")
REQUIRED_BODY_ADDED = Kind("required-body-added", wire, fine, "{subject} is new and required: requests without it are no longer valid.")
BODY_REMOVED = Kind("body-removed", caller, wire, "{subject} was removed: code that uses it no longer works.",
    "Servers ignore an unexpected request body, as they ignore an unknown parameter. A caller who receives the requests "
    "of a callback relies on their bodies.")
BODY_BECAME_REQUIRED = Kind("body-became-required", wire, fine, "{subject} is now required: requests without it are no longer valid.")
BODY_BECAME_OPTIONAL = Kind("body-became-optional", fine, wire, "{subject} is now optional.")

# Responses ---------------------------------------------------------------------------------------
ERROR_STATUS_ADDED = Kind("error-status-added", fine, fine, "{subject} is now documented.",
    "An OpenAPI document need not list every error, so clients must handle undocumented errors anyway.")
SUCCESS_STATUS_ADDED = Kind("success-status-added", fine, wire, "{subject} is new: clients that expect another response on success may receive it.",
    "An OpenAPI document is expected to list every success and redirect, and the client does not follow redirects.")
SUCCESS_LISTED = Kind("success-listed", caller, caller, "{subject} is now listed: calls return the response instead of raising an error.",
    "The generated client raises an error for a response that only `default` covers, unless the document lists no success.")
SUCCESS_NO_LONGER_LISTED = Kind("success-no-longer-listed", caller, caller, "{subject} is no longer listed: calls raise an error instead of returning the response.",
    "The generated client raises an error for a response that only `default` covers, unless the document lists no success.")
STATUS_REMOVED = Kind("status-removed", wire, wire, "{subject} was removed: clients can no longer rely on it.",
    "A server may still send a status that is not listed, even an error, but with any body.")
STATUS_CHANGED = Kind("status-changed", wire, wire, "{subject} now has the status {what}.")
BODY_DOCUMENTED = Kind("body-documented", fine, fine, "The content of {subject} is now documented.")
MEDIA_TYPE_ADDED = Kind("media-type-added", fine, fine, "{subject} may now also have the media type `{what}`.",
    "Clients negotiate the media type of a response, and the old media types are still available.")
MEDIA_TYPE_REMOVED = Kind("media-type-removed", wire, wire, "{subject} can no longer have the media type `{what}`.")
MEDIA_TYPE_DESCRIBED_ELSEWHERE = Kind("media-type-described-elsewhere", doc, doc, "In {subject}, `{after}` now describes the media type `{what}` instead of `{before}`.",
    "OpenAPI applies the most specific media type or media range. Differences between their schemas are reported separately.")
MEDIA_RANGE_WIDENED = Kind("media-range-widened", fine, wire, "{subject} may now have any media type in `{after}` instead of `{before}`.")
MEDIA_RANGE_NARROWED = Kind("media-range-narrowed", wire, fine, "{subject} may now only have a media type in `{after}` instead of `{before}`.")
HEADER_ADDED = Kind("header-added", fine, fine, "{subject} is new.")
REQUIRED_HEADER_ADDED = Kind("required-header-added", wire, fine, "{subject} is new and required.")
HEADER_REMOVED = Kind("header-removed", caller, wire, "{subject} was removed.",
    "Documents seldom mark headers as required, and clients rely on optional headers too.")
HEADER_BECAME_REQUIRED = Kind("header-became-required", wire, fine, "{subject} is now required.")
HEADER_BECAME_OPTIONAL = Kind("header-became-optional", fine, wire, "{subject} may now be missing.")

# Security requirements and servers ---------------------------------------------------------------
SECURITY_WIDENED = Kind("security-widened", fine, fine, "{subject} now accepts credentials that it rejected: {what}.")
SECURITY_NARROWED = Kind("security-narrowed", wire, wire, "{subject} now rejects credentials that it accepted: {what}.")
SERVER_ADDED = Kind("server-added", fine, fine, "The server {subject} is new.")
SERVER_REMOVED = Kind("server-removed", wire, wire, "The server {subject} was removed.")
SERVER_VARIABLE_NARROWED = Kind("server-variable-narrowed", wire, wire, "The variable `{what}` of the server {subject} no longer accepts all of its old values.")
SERVER_VARIABLE_WIDENED = Kind("server-variable-widened", fine, fine, "The variable `{what}` of the server {subject} accepts more values.")
SERVER_VARIABLE_DEFAULT_CHANGED = Kind("server-variable-default-changed", caller, caller,
    "Clients that do not set the variable `{what}` of the server {subject} now call {after} instead of {before}.",
    "The old value of the variable still leads to the old server.")
DEFAULT_SERVER_CHANGED = Kind("default-server-changed", caller, caller, "Clients that choose no server now call {after} instead of {before}.",
    "The old server still responds. Only clients that are generated again call the new server.")
ENVIRONMENT_ADDED = Kind("environment-added", fine, fine, "The environment `{after}` is new.")
ENVIRONMENT_RENAMED = Kind("environment-renamed", caller, caller, "The environment `{before}` was renamed or removed: code that uses the old name no longer runs.")

# Rules in the project's own extensions -----------------------------------------------------------
RULE_ADDED = Kind("rule-added", fine, fine, "{subject} now has {what}.")
RULE_REMOVED = Kind("rule-removed", wire, wire, "{subject} no longer has {what}.",
    "Clients that iterate over pages or filter records rely on the rule. The removal of generated iterators is less severe.")
RULE_CHANGED = Kind("rule-changed", wire, wire, "{subject} now has {what} with another meaning: {after} instead of {before}.")
LIVE_DATA_WIDENED = Kind("live-data-widened", wire, wire, "More data in {subject} may change between two calls.")
LIVE_DATA_NARROWED = Kind("live-data-narrowed", fine, fine, "Less data in {subject} may change between two calls.")
SCENARIO_ADDED = Kind("scenario-added", fine, fine, "{subject} has a new scenario: `{what}`.",
    "The status was documented before, so clients handle it already.")
SCENARIO_REMOVED = Kind("scenario-removed", wire, wire, "{subject} no longer has the scenario `{what}`.")
SCENARIO_RENAMED = Kind("scenario-renamed", doc, doc, "The scenario `{before}` of {subject} is now called `{after}`.",
    "Only the reports and the target files of the contract suite use the name. Callers do not see the name.")
REFUSAL_ADDED = Kind("refusal-added", wire, wire, "More values of `{what}` are now rejected with {subject}.")
REFUSAL_REMOVED = Kind("refusal-removed", fine, fine, "Fewer values of `{what}` are now rejected with {subject}.")
REFUSAL_CHANGED = Kind("refusal-changed", wire, wire, "Other values of `{what}` than before are now rejected with {subject}.")

# Values ------------------------------------------------------------------------------------------
VALUES_NARROWED = Kind("values-narrowed", wire, fine, "{subject} now allows fewer values: {change}.")
VALUES_WIDENED = Kind("values-widened", fine, wire, "{subject} now allows more values: {change}.")
VALUES_REPLACED = Kind("values-replaced", wire, wire, "{subject} now allows other values: {change}.",
    "Neither set of values is known to contain the other, so some old value is assumed to be invalid now. The values of "
    "a `oneOf` also change in this way if an alternative changes that overlaps another alternative.")
NULL_ALLOWED = Kind("null-allowed", fine, wire, "{subject} may now be null.")
NULL_DISALLOWED = Kind("null-disallowed", wire, fine, "{subject} may no longer be null.")
MEMBER_RENAMED = Kind("member-renamed", caller, caller, "The member for {what} of {subject} is now `{after}` instead of `{before}`.",
    "The generator separates names that are equal in Python, such as those of `a-b` and `a_b`, and numbers values "
    "without letters by their position. An added, removed or moved value can therefore rename another one.")
PYTHON_TYPE_CHANGED = Kind("python-type-changed", caller, caller, "{subject} now has another type in Python: {change}.",
    "All old values are still valid on the wire, but the generated code is stricter: a UUID is not a str, "
    "and a removed enumeration class cannot be imported.")
UNREGISTERED_FORMAT_ADDED = Kind("unregistered-format-added", fine, fine, "{subject} now has the format `{after}`, which does not restrict its values.",
    "Only formats in OpenAPI's registry restrict values, and only of the types that the registry lists for them.")
UNREGISTERED_FORMAT_REMOVED = Kind("unregistered-format-removed", fine, wire, "{subject} no longer has the format `{before}`.",
    "Valid requests stay valid. Clients may rely on any documented format of values in responses.")
UNREGISTERED_FORMAT_CHANGED = Kind("unregistered-format-changed", fine, wire, "{subject} now has the format `{after}` instead of `{before}`.",
    "Valid requests stay valid. Clients may rely on any documented format of values in responses.")
DEFAULT_ADDED = Kind("default-added", fine, fine, "The default of {subject} is now documented: {after}.")
DEFAULT_CHANGED = Kind("default-changed", wire, wire, "The default of {subject} is now {after} instead of {before}.",
    "Callers who omit the value get another result although their code is the same.")
DEFAULT_REMOVED = Kind("default-removed", wire, wire, "The default of {subject} is no longer documented; it was {before}.",
    "Callers who omit the value can no longer rely on the old default.")

# Properties of objects ---------------------------------------------------------------------------
OPTIONAL_PROPERTY_ADDED = Kind("optional-property-added", fine, fine, "{subject} is new and optional.")
REQUIRED_PROPERTY_ADDED = Kind("required-property-added", wire, fine, "{subject} is new and required.")
UNEXPECTED_PROPERTY_ADDED = Kind("unexpected-property-added", fine, wire, "{subject} is new; the old document did not allow such a property.")
REQUIRED_PROPERTY_REMOVED = Kind("required-property-removed", caller, wire, "{subject} was removed; it was required.")
OPTIONAL_PROPERTY_REMOVED = Kind("optional-property-removed", caller, caller, "{subject} was removed: code that uses it no longer type-checks.",
    "The property could be missing before, so correct clients can handle responses without it.")
PROPERTY_DISALLOWED = Kind("property-disallowed", wire, caller, "{subject} was removed, and properties that are not listed are not allowed.")
ADDITIONAL_PROPERTIES_DISALLOWED = Kind("additional-properties-disallowed", wire, fine, "{subject} no longer has properties other than the listed ones.",
    "Old clients can read such responses: the `additional_properties` of the generated class are then empty.")
PROPERTIES_BECAME_REQUIRED = Kind("properties-became-required", wire, fine, "{subject} now requires {what}.")
PROPERTIES_BECAME_OPTIONAL = Kind("properties-became-optional", fine, wire, "{subject} no longer requires {what}.")
PROPERTY_BECAME_READ_ONLY = Kind("property-became-read-only", wire, doc, "{subject} is now read-only: requests must not contain it.")
PROPERTY_NO_LONGER_READ_ONLY = Kind("property-no-longer-read-only", fine, doc, "{subject} is no longer read-only.")
PROPERTY_BECAME_WRITE_ONLY = Kind("property-became-write-only", doc, wire, "{subject} is now write-only: responses do not contain it.")
PROPERTY_NO_LONGER_WRITE_ONLY = Kind("property-no-longer-write-only", doc, fine, "{subject} is no longer write-only.")

# Alternatives ------------------------------------------------------------------------------------
ALTERNATIVE_ADDED = Kind("alternative-added", fine, wire, "{subject} may now also be {what}.")
ALTERNATIVE_REMOVED = Kind("alternative-removed", wire, fine, "{subject} can no longer be {what}.")
ALTERNATIVES_OVERLAP = Kind("alternatives-overlap", wire, fine, "{subject} no longer allows values that match both {what}, because `oneOf` requires exactly one match.",
    "Values without unlisted properties can match both alternatives.")
ALTERNATIVES_NO_LONGER_OVERLAP = Kind("alternatives-no-longer-overlap", fine, wire, "{subject} now allows values that matched both {what}, because `oneOf` requires exactly one match.",
    "Values without unlisted properties could match both alternatives.")
DISCRIMINATOR_CHANGED = Kind("discriminator-changed", wire, wire, "The alternatives of {subject} are now distinguished differently: {change}.")
DISCRIMINATOR_ADDED = Kind("discriminator-added", fine, fine, "The alternatives of {subject} are now distinguished by a discriminator.")

VALUE_KINDS = frozenset({
    VALUES_NARROWED, VALUES_WIDENED, VALUES_REPLACED, NULL_ALLOWED, NULL_DISALLOWED,
    UNREGISTERED_FORMAT_REMOVED, UNREGISTERED_FORMAT_CHANGED,
    REQUIRED_PROPERTY_ADDED, UNEXPECTED_PROPERTY_ADDED, REQUIRED_PROPERTY_REMOVED, PROPERTY_DISALLOWED,
    ADDITIONAL_PROPERTIES_DISALLOWED, PROPERTIES_BECAME_REQUIRED, PROPERTIES_BECAME_OPTIONAL,
    ALTERNATIVE_ADDED, ALTERNATIVE_REMOVED, ALTERNATIVES_OVERLAP, ALTERNATIVES_NO_LONGER_OVERLAP,
    SERIALIZATION_CHANGED, UNCOMPARED_VALUE_CHANGED,
})
"""The kinds of differences that change which values are valid, apart from names and defaults."""

# fmt: on

KINDS: tuple[Kind, ...] = tuple(each for each in list(globals().values()) if isinstance(each, Kind))
"""Every kind of difference, in the order of this module."""
