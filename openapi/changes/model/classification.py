"""Every kind of difference between OpenAPI documents, with its class for callers.

No other module decides the class of a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Direction = Literal["request", "response"]


def opposite(direction: Direction) -> Direction:
    """Return `response` for `request`, and `request` for `response`."""
    return "response" if direction == "request" else "request"


class Class(IntEnum):
    """How severely a difference between two OpenAPI documents affects callers, in ascending order."""

    DOCUMENTATION = 0
    """Only descriptions, examples and other annotations differ."""
    COMPATIBLE = 1
    """More is possible, or more is promised. Correct old code stays correct."""
    BREAKING_CALLER = 2
    """Requests still work; code that calls the generated client no longer type-checks or runs."""
    BREAKING_WIRE = 3
    """A correct old client fails, or receives a response that its document did not allow."""

    @property
    def label(self) -> str:
        """The name of the class in reports, such as `breaking-wire`."""
        return self.name.lower().replace("_", "-")

    @property
    def is_breaking(self) -> bool:
        """Whether differences of this class break correct code."""
        return self >= Class.BREAKING_CALLER


@dataclass(frozen=True)
class Kind:
    """A kind of difference between two OpenAPI documents.

    Attributes:
        id: The stable name in `changes --json`, in kebab-case.
        request: The class of the difference in data that the caller sends.
        response: The class of the difference in data that the caller receives.
        sentence: The sentence for callers, a format string. `{subject}` names the part of the
            document, `{what}` a keyword or names, `{before}` and `{after}` the two values, and
            `{change}` is a clause such as `maximum` changed from 5 to 6.
        reason: Why the kind has its class, if that can be disputed; else an empty text.
    """

    id: str
    request: Class
    response: Class
    sentence: str
    reason: str = ""

    def class_in(self, direction: Direction) -> Class:
        """Return the class of this kind of difference in requests or in responses."""
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
TAG_LISTING_CHANGED = Kind("tag-listing-changed", doc, doc, "{subject} was {what} the list of tags of the document.")
KEYWORD_WITHOUT_EFFECT_CHANGED = Kind("keyword-without-effect-changed", doc, doc, "`{what}` of {subject} has changed, which has no effect on values of its type.",
    "A length restricts only strings, and `explode` changes only the serialization of arrays and objects.")
UNUSED_COMPONENT_CHANGED = Kind("unused-component-changed", doc, doc, "{subject}, which no operation uses, has changed.",
    "No request or response contains it. The generator still writes a class for it, which no call returns.")
DEPRECATION_ADDED = Kind("deprecation-added", fine, fine, "{subject} is now deprecated.",
    "It still works. Semantic Versioning requires a minor version when something is deprecated.")
DEPRECATION_REMOVED = Kind("deprecation-removed", doc, doc, "{subject} is no longer deprecated.")

# Operations, and the names that the generator derives --------------------------------------------
OPERATION_ADDED = Kind("operation-added", fine, fine, "The operation {subject} is new.")
OPERATION_REMOVED = Kind("operation-removed", wire, wire, "The operation {subject} was removed.")
MODULE_RENAMED = Kind("module-renamed", caller, caller, "The generated module of {subject} is now `{after}` instead of `{before}`: imports of the old name fail.")
MODULE_MOVED = Kind("module-moved", caller, caller, "{subject} is now generated in `api.{after}` instead of `api.{before}`: imports of the old package fail.")
CLASS_RENAMED = Kind("class-renamed", caller, caller, "The generated class of {subject} is now {after} instead of {before}.",
    "Only names that the document chooses count: the name of a component, or a title. The generator names any other "
    "class after the position of its schema, and a schema that only moves is not a change.")
ARGUMENT_RENAMED = Kind("argument-renamed", caller, caller, "The argument for {subject} is now `{after}` instead of `{before}`: calls with the old name fail.",
    "The name of a path parameter is not sent, and names of headers are case-insensitive: only the Python name differs.")

# Parameters and request bodies -------------------------------------------------------------------
OPTIONAL_PARAMETER_ADDED = Kind("optional-parameter-added", fine, fine, "{subject} is new and optional.")
REQUIRED_PARAMETER_ADDED = Kind("required-parameter-added", wire, wire, "{subject} is new and required: requests without it now fail.")
PARAMETER_REMOVED = Kind("parameter-removed", caller, caller, "{subject} was removed: code that passes it no longer runs.",
    "Servers ignore headers and parameters that they do not know. The documented effect of a parameter is a rule "
    "by itself (x-filter, x-pagination); losing that rule is breaking on the wire.")
PARAMETER_MOVED = Kind("parameter-moved", wire, wire, "{subject} is now sent {what}.")
PARAMETER_RENAMED = Kind("parameter-renamed", wire, wire, "{subject} is now named `{after}`: the old name no longer has an effect.",
    "Recognized because everything but the name is the same. Unlike a removed parameter, it still has its effect, "
    "but only under the new name.")
PARAMETER_BECAME_REQUIRED = Kind("parameter-became-required", wire, wire, "{subject} is now required: requests without it now fail.")
PARAMETER_BECAME_OPTIONAL = Kind("parameter-became-optional", fine, fine, "{subject} is now optional.")
SERIALIZATION_CHANGED = Kind("serialization-changed", wire, wire, "{subject} is now serialized differently: {what}.")
SERIALIZATION_WIDENED = Kind("serialization-widened", fine, fine, "{subject} now accepts more serializations: {what}.")
OPTIONAL_BODY_ADDED = Kind("optional-body-added", fine, fine, "{subject} is new and optional.")
REQUIRED_BODY_ADDED = Kind("required-body-added", wire, wire, "{subject} is new and required: requests without it now fail.")
BODY_REMOVED = Kind("body-removed", caller, caller, "{subject} was removed: code that passes it no longer runs.",
    "As for parameters: servers ignore a body that they do not read.")
BODY_BECAME_REQUIRED = Kind("body-became-required", wire, wire, "{subject} is now required: requests without it now fail.")
BODY_BECAME_OPTIONAL = Kind("body-became-optional", fine, fine, "{subject} is now optional.")

# Responses ---------------------------------------------------------------------------------------
ERROR_STATUS_ADDED = Kind("error-status-added", fine, fine, "{subject} is now documented.",
    "An OpenAPI document need not list every error, so clients must handle undocumented errors anyway.")
SUCCESS_STATUS_ADDED = Kind("success-status-added", wire, wire, "{subject} is new: clients that expect another response on success may receive it.",
    "Redirects included: an OpenAPI document is expected to list every success, and the client does not follow redirects.")
STATUS_REMOVED = Kind("status-removed", wire, wire, "{subject} was removed: clients can no longer rely on it.",
    "Errors included: a server may still send a status that is not listed, with any body.")
STATUS_CHANGED = Kind("status-changed", wire, wire, "{subject} now has the status {what}.")
BODY_DOCUMENTED = Kind("body-documented", fine, fine, "The content of {subject} is now documented.")
MEDIA_TYPE_ADDED = Kind("media-type-added", fine, fine, "{subject} may now also have the media type `{what}`.",
    "Responses included: the media type is negotiated, and the old media types are still available.")
MEDIA_TYPE_REMOVED = Kind("media-type-removed", wire, wire, "{subject} can no longer have the media type `{what}`.")
HEADER_ADDED = Kind("header-added", fine, fine, "{subject} is new.")
HEADER_REMOVED = Kind("header-removed", wire, wire, "{subject} was removed.",
    "Optional headers included: documents seldom mark a header as required, and clients rely on headers nevertheless.")
HEADER_BECAME_REQUIRED = Kind("header-became-required", fine, fine, "{subject} is now always sent.")
HEADER_BECAME_OPTIONAL = Kind("header-became-optional", wire, wire, "{subject} may now be missing.")

# Security requirements and servers ---------------------------------------------------------------
SECURITY_WIDENED = Kind("security-widened", fine, fine, "{subject} now accepts credentials that it rejected: {what}.")
SECURITY_NARROWED = Kind("security-narrowed", wire, wire, "{subject} now rejects credentials that it accepted: {what}.")
SERVER_ADDED = Kind("server-added", fine, fine, "The server {subject} is new.")
SERVER_REMOVED = Kind("server-removed", wire, wire, "The server {subject} was removed.")
SERVER_VARIABLE_NARROWED = Kind("server-variable-narrowed", wire, wire, "The variable `{what}` of the server {subject} no longer accepts all of its old values.")
SERVER_VARIABLE_WIDENED = Kind("server-variable-widened", fine, fine, "The variable `{what}` of the server {subject} accepts more values.")
SERVER_VARIABLE_DEFAULT_CHANGED = Kind("server-variable-default-changed", caller, caller,
    "Clients that do not set the variable `{what}` of the server {subject} now call {after} instead of {before}.",
    "As for the default server: the old value still leads to the old server.")
DEFAULT_SERVER_CHANGED = Kind("default-server-changed", caller, caller, "Clients that choose no server now call {after} instead of {before}.",
    "The old server still responds; only a client that is generated anew calls the new one.")
ENVIRONMENT_ADDED = Kind("environment-added", fine, fine, "The environment `{after}` is new.")
ENVIRONMENT_RENAMED = Kind("environment-renamed", caller, caller, "The environment `{before}` was renamed or removed: code that uses the old name no longer runs.")

# Rules in the project's own extensions -----------------------------------------------------------
RULE_ADDED = Kind("rule-added", fine, fine, "{subject} now has {what}.")
RULE_REMOVED = Kind("rule-removed", wire, wire, "{subject} no longer has {what}.",
    "Clients that iterate over pages or filter records rely on the rule. Their iterators disappear too, which matters less.")
RULE_CHANGED = Kind("rule-changed", wire, wire, "{subject} now has {what} with another meaning: {after} instead of {before}.")
LIVE_DATA_WIDENED = Kind("live-data-widened", wire, wire, "More data in {subject} may change between two calls.")
LIVE_DATA_NARROWED = Kind("live-data-narrowed", fine, fine, "Less data in {subject} may change between two calls.")
SCENARIO_ADDED = Kind("scenario-added", fine, fine, "{subject} has a new scenario: `{what}`.",
    "The status was documented before, so clients handle it already.")
SCENARIO_REMOVED = Kind("scenario-removed", wire, wire, "{subject} no longer has the scenario `{what}`.")
SCENARIO_RENAMED = Kind("scenario-renamed", doc, doc, "The scenario `{before}` of {subject} is now called `{after}`.",
    "The reports of the contract suite and target files use the name; callers do not see it.")
REFUSAL_ADDED = Kind("refusal-added", wire, wire, "More values of `{what}` are now rejected with {subject}.")
REFUSAL_REMOVED = Kind("refusal-removed", fine, fine, "Fewer values of `{what}` are now rejected with {subject}.")
REFUSAL_CHANGED = Kind("refusal-changed", wire, wire, "Other values of `{what}` than before are now rejected with {subject}.")

# Values ------------------------------------------------------------------------------------------
VALUES_NARROWED = Kind("values-narrowed", wire, fine, "{subject} now allows fewer values: {change}.")
VALUES_WIDENED = Kind("values-widened", fine, wire, "{subject} now allows more values: {change}.")
VALUES_REPLACED = Kind("values-replaced", wire, wire, "{subject} now allows other values: {change}.",
    "Neither set of values is known to contain the other, so some old value is assumed to be invalid now.")
NULL_ALLOWED = Kind("null-allowed", fine, wire, "{subject} may now be null.")
NULL_DISALLOWED = Kind("null-disallowed", wire, fine, "{subject} may no longer be null.")
PYTHON_TYPE_CHANGED = Kind("python-type-changed", caller, caller, "{subject} now has another type in Python: {change}.",
    "All old values are still valid on the wire, but the generated code is stricter: a UUID is not a str, "
    "and a removed enumeration class cannot be imported.")
UNREGISTERED_FORMAT_ADDED = Kind("unregistered-format-added", fine, fine, "{subject} now has the format `{after}`, which does not restrict its values.",
    "Only formats in OpenAPI's registry restrict values, and only of the types that the registry lists for them.")
UNREGISTERED_FORMAT_REMOVED = Kind("unregistered-format-removed", fine, wire, "{subject} no longer has the format `{before}`.",
    "Valid requests stay valid. In a response, even a format that is only a description was a promise.")
UNREGISTERED_FORMAT_CHANGED = Kind("unregistered-format-changed", fine, wire, "{subject} now has the format `{after}` instead of `{before}`.",
    "As for the removal of such a format.")
DEFAULT_ADDED = Kind("default-added", fine, fine, "Leaving {subject} out now has a documented meaning: {after}.")
DEFAULT_CHANGED = Kind("default-changed", wire, wire, "Leaving {subject} out now means {after} instead of {before}.",
    "Callers who leave it out get another result without a change of their own.")
DEFAULT_REMOVED = Kind("default-removed", wire, wire, "Leaving {subject} out no longer has a documented meaning; it meant {before}.",
    "The promise is withdrawn: callers who leave it out no longer know the result.")

# Properties of objects ---------------------------------------------------------------------------
OPTIONAL_PROPERTY_ADDED = Kind("optional-property-added", fine, fine, "{subject} is new and optional.")
REQUIRED_PROPERTY_ADDED = Kind("required-property-added", wire, fine, "{subject} is new and required.")
UNEXPECTED_PROPERTY_ADDED = Kind("unexpected-property-added", fine, wire, "{subject} is new; the old document did not allow such a property.")
REQUIRED_PROPERTY_REMOVED = Kind("required-property-removed", caller, wire, "{subject} was removed; it was required.")
OPTIONAL_PROPERTY_REMOVED = Kind("optional-property-removed", caller, caller, "{subject} was removed: code that uses it no longer type-checks.",
    "It could be missing before, so correct clients can handle responses without it.")
PROPERTY_DISALLOWED = Kind("property-disallowed", wire, caller, "{subject} was removed, and properties that are not listed are not allowed.")
ADDITIONAL_PROPERTIES_DISALLOWED = Kind("additional-properties-disallowed", wire, fine, "{subject} no longer has properties other than the listed ones.",
    "In a response, this is a promise: the generated class keeps `additional_properties`, which is then empty.")
PROPERTIES_BECAME_REQUIRED = Kind("properties-became-required", wire, fine, "{subject} now requires {what}.")
PROPERTIES_BECAME_OPTIONAL = Kind("properties-became-optional", fine, wire, "{subject} no longer requires {what}.")
PROPERTY_BECAME_READ_ONLY = Kind("property-became-read-only", wire, doc, "{subject} is now read-only: requests must not contain it.")
PROPERTY_NO_LONGER_READ_ONLY = Kind("property-no-longer-read-only", fine, doc, "{subject} is no longer read-only.")
PROPERTY_BECAME_WRITE_ONLY = Kind("property-became-write-only", doc, wire, "{subject} is now write-only: responses do not contain it.")
PROPERTY_NO_LONGER_WRITE_ONLY = Kind("property-no-longer-write-only", doc, fine, "{subject} is no longer write-only.")

# Alternatives ------------------------------------------------------------------------------------
ALTERNATIVE_ADDED = Kind("alternative-added", fine, wire, "{subject} may now also be {what}.")
ALTERNATIVE_REMOVED = Kind("alternative-removed", wire, fine, "{subject} can no longer be {what}.")
DISCRIMINATOR_CHANGED = Kind("discriminator-changed", wire, wire, "The alternatives of {subject} are now distinguished differently: {change}.")
DISCRIMINATOR_ADDED = Kind("discriminator-added", fine, fine, "The alternatives of {subject} are now distinguished by a discriminator.")

# fmt: on

KINDS: tuple[Kind, ...] = tuple(each for each in list(globals().values()) if isinstance(each, Kind))
"""Every kind of difference, in the order of this module."""
