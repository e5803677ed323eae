"""The policy: which class each kind of difference is of. Nothing else decides a class.

How to read a row: the kind of difference; its class where the caller sends what it is about
(request), and where the caller receives it (response); the sentence for a caller; and, where a
careful reader could argue, why it was decided so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Direction = Literal["request", "response"]


class Class(IntEnum):
    """How much a difference matters to a caller. The greater outranks the lesser."""

    DOCUMENTATION = 0
    """Nothing but what people read."""
    COMPATIBLE = 1
    """More is possible, or more is promised. Nothing that was right becomes wrong."""
    BREAKING_CALLER = 2
    """The wire still works; code that calls the generated client no longer type-checks or runs."""
    BREAKING_WIRE = 3
    """A correct old client now fails, or a correct old reader meets what it was not promised."""

    @property
    def label(self) -> str:
        """The name of the class in reports."""
        return self.name.lower().replace("_", "-")

    @property
    def is_breaking(self) -> bool:
        """Whether it breaks anybody."""
        return self >= Class.BREAKING_CALLER


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        kind: The kind of difference.
        request: Its class where the caller sends.
        response: Its class where the caller receives.
        says: The sentence; `{subject}` is what it is about, `{what}` the keyword or names.
        why: The reason of a decision that could have gone the other way.
    """

    kind: str
    request: Class
    response: Class
    says: str
    why: str = ""


doc = Class.DOCUMENTATION
fine = Class.COMPATIBLE
caller = Class.BREAKING_CALLER
wire = Class.BREAKING_WIRE

# fmt: off
TABLE: tuple[Row, ...] = (
    # What people read ---------------------------------------------------------------------------
    Row("text", doc, doc, "The {what} of {subject} is worded differently."),
    Row("note", doc, doc, "What stands under `{what}` of {subject} is different, which changes no message.",
        "Examples, links, extensions that are not ours, `bearerFormat`: no client acts on them."),
    Row("language version", doc, doc, "The document is written in OpenAPI {after}, no longer {before}.",
        "It matters to the tools that read the document, and to no message."),
    Row("list entry", doc, doc, "{subject} is listed or no longer listed among the tags of the document."),
    Row("no effect", doc, doc, "The {what} of {subject} is different, but limits no value of its type.",
        "A length limits only strings, an explode only lists and objects; elsewhere it says nothing."),
    Row("unused component", doc, doc, "{subject}, which no operation uses, is different.",
        "No message can hold it. The generator still writes a class for it, which no call returns."),
    Row("deprecated", fine, fine, "{subject} is now deprecated.",
        "It works as before; Semantic Versioning asks for a minor step when something is deprecated."),
    Row("no longer deprecated", doc, doc, "{subject} is no longer deprecated."),

    # Operations and the names that are generated from them --------------------------------------
    Row("operation added", fine, fine, "{subject} is new."),
    Row("operation removed", wire, wire, "{subject} is gone."),
    Row("function renamed", caller, caller, "{subject} is generated as `{after}`, no longer as `{before}`."),
    Row("module moved", caller, caller, "{subject} is generated in `api.{after}`, no longer in `api.{before}`."),
    Row("class renamed", caller, caller, "The class of {subject} is now `{after}`, no longer `{before}`.",
        "Only names that were chosen count, a component's or a title. A class that the generator named "
        "after its place may be renamed by moving the schema, which is no change."),
    Row("argument renamed", caller, caller, "{subject} is now passed as `{after}`, no longer as `{before}`.",
        "The name of a path parameter is not sent, and header names have no letter case."),

    # Parameters and request bodies --------------------------------------------------------------
    Row("optional parameter added", fine, fine, "{subject} is new, and optional."),
    Row("required parameter added", wire, wire, "{subject} is new, and required: requests without it now fail."),
    Row("parameter removed", caller, caller, "{subject} is gone: code that passes it no longer runs.",
        "Servers ignore headers and parameters they do not know. What the parameter was documented to do "
        "is a rule of its own (x-filter, x-pagination), and losing that one breaks the wire."),
    Row("parameter moved", wire, wire, "{subject} is now sent elsewhere: {what}."),
    Row("parameter renamed", wire, wire, "{subject} is now sent under another name: `{after}`.",
        "Told by everything but the name being the same. Unlike one that is gone, it still does what callers "
        "ask of it, but no longer hears those who use the old name."),
    Row("parameter required", wire, wire, "{subject} is now required: requests without it now fail."),
    Row("parameter optional", fine, fine, "{subject} may now be left out."),
    Row("spelling changed", wire, wire, "{subject} is now written differently on the wire: {what}."),
    Row("spelling widened", fine, fine, "{subject} may now also be written as {what} says."),
    Row("optional body added", fine, fine, "{subject} is new, and optional."),
    Row("required body added", wire, wire, "{subject} is new, and required: requests without it now fail."),
    Row("body removed", caller, caller, "{subject} is gone: code that passes it no longer runs.",
        "As for parameters: servers ignore what they do not read."),
    Row("body required", wire, wire, "{subject} is now required: requests without it now fail."),
    Row("body optional", fine, fine, "{subject} may now be left out."),

    # Answers ------------------------------------------------------------------------------------
    Row("error status added", fine, fine, "{subject} is now documented.",
        "OpenAPI's list of answers need not be complete, so clients must cope with errors that it leaves out."),
    Row("other status added", wire, wire, "{subject} is new: readers that expect another answer on success meet it.",
        "The list is expected to be complete for success, and a redirect is not followed unasked."),
    Row("status removed", wire, wire, "{subject} is gone: readers are no longer promised it.",
        "Errors included: what is not listed may still come, now with any body."),
    Row("status changed", wire, wire, "{subject} is now sent with another status: {what}."),
    Row("body described", fine, fine, "{subject} now has a described body."),
    Row("media type added", fine, fine, "{subject} may now also be `{what}`.",
        "In answers too: which one is sent is negotiated, and the old one is still to be had."),
    Row("media type removed", wire, wire, "{subject} can no longer be `{what}`."),
    Row("header added", fine, fine, "{subject} is new."),
    Row("header removed", wire, wire, "{subject} is gone.",
        "Though it may have been optional: headers are seldom marked as required, and readers rely on them."),
    Row("header required", fine, fine, "{subject} is now always sent."),
    Row("header optional", wire, wire, "{subject} may now be missing."),

    # Access and servers -------------------------------------------------------------------------
    Row("access widened", fine, fine, "{subject} accepts credentials that it did not accept: {what}."),
    Row("access narrowed", wire, wire, "{subject} refuses credentials that it accepted: {what}."),
    Row("server added", fine, fine, "The server {subject} is new."),
    Row("server removed", wire, wire, "The server {subject} is gone."),
    Row("server changed", wire, wire, "The variable `{what}` of the server {subject} no longer takes what it took."),
    Row("server widened", fine, fine, "The variable `{what}` of the server {subject} takes more values."),
    Row("variable defaults otherwise", caller, caller,
        "A client that leaves the variable `{what}` of the server {subject} open now calls {after}, no longer {before}.",
        "As for the first server: the old value still leads where it led."),
    Row("default server changed", caller, caller, "A client that names no server now calls {after}, no longer {before}.",
        "The old server still answers; it is the new client that calls another."),
    Row("environment added", fine, fine, "The environment `{after}` is new."),
    Row("environment renamed", caller, caller, "The environment `{before}` no longer has this name."),

    # Rules of our own extensions ----------------------------------------------------------------
    Row("rule added", fine, fine, "{subject} now promises: {what}."),
    Row("rule removed", wire, wire, "{subject} no longer promises: {what}.",
        "Clients that walk pages or filter have relied on it; that their iterators vanish too matters less."),
    Row("rule changed", wire, wire, "{subject} promises something else: {what}."),
    Row("live data widened", wire, wire, "More of {subject} may change between any two calls."),
    Row("live data narrowed", fine, fine, "Less of {subject} may change between any two calls."),
    Row("scenario added", fine, fine, "{subject} has a new scenario: `{what}`.",
        "The status was listed, so readers cope with it already."),
    Row("scenario removed", wire, wire, "{subject} is no longer promised in the scenario `{what}`."),
    Row("scenario renamed", doc, doc, "The scenario `{what}` of {subject} has another name.",
        "The suite reports under it, and target files use it; no caller meets it."),
    Row("refusal added", wire, wire, "{subject} now refuses more requests: {what}."),
    Row("refusal removed", fine, fine, "{subject} refuses fewer requests: {what}."),
    Row("refusal changed", wire, wire, "{subject} refuses other requests: {what}."),

    # Values -------------------------------------------------------------------------------------
    Row("values narrowed", wire, fine, "{subject} allows less than before, by its {what}."),
    Row("values widened", fine, wire, "{subject} allows more than before, by its {what}."),
    Row("values replaced", wire, wire, "{subject} allows other values than before, by its {what}.",
        "Where neither set of values is known to hold the other, some old value is taken to be refused."),
    Row("null allowed", fine, wire, "{subject} may now be null."),
    Row("null refused", wire, fine, "{subject} may no longer be null."),
    Row("Python type changed", caller, caller, "{subject} has another type in Python, by its {what}.",
        "The wire has become no stricter for the caller, but the generated code has: a UUID is not a str, "
        "and a class of named values that is gone cannot be imported."),
    Row("unknown format added", fine, fine, "{subject} is now said to be of the format {after}.",
        "Only the formats in OpenAPI's registry limit values; others say what prose said before."),
    Row("unknown format removed", fine, wire, "{subject} is no longer said to be of the format {before}.",
        "Requests that were right are right still. In an answer, even what was only said to people was "
        "a promise."),
    Row("unknown format changed", fine, wire, "{subject} is said to be of another format: {after}.",
        "As for its removal."),
    Row("default added", fine, fine, "What happens when {subject} is left out is now documented."),
    Row("default changed", wire, wire, "Leaving {subject} out now means {after}, no longer {before}.",
        "Whoever left it out now gets something else without a change of their own."),
    Row("default removed", wire, wire, "Leaving {subject} out no longer means {before}.",
        "A promise withdrawn: whoever left it out no longer knows what they get."),

    # Members of objects -------------------------------------------------------------------------
    Row("optional member added", fine, fine, "{subject} is new, and optional."),
    Row("required member added", wire, fine, "{subject} is new, and required."),
    Row("member added where none was allowed", fine, wire, "{subject} is new, where no other member was promised to be."),
    Row("required member removed", caller, wire, "{subject} is gone."),
    Row("optional member removed", caller, caller, "{subject} is gone: code that uses it no longer type-checks.",
        "It could be missing before, so the wire is as it was."),
    Row("member refused", wire, caller, "{subject} is gone, and members that are not listed are refused."),
    Row("other members refused", wire, fine, "{subject} has no members but those that are listed.",
        "In an answer a promise: the generated class keeps `additional_properties`, which are then empty."),
    Row("members required", wire, fine, "{subject} now always has: {what}."),
    Row("members optional", fine, wire, "{subject} may now lack: {what}."),
    Row("member read-only", wire, doc, "{subject} is now read-only: it may not be sent."),
    Row("member no longer read-only", fine, doc, "{subject} is no longer read-only."),
    Row("member write-only", doc, wire, "{subject} is now write-only: it is not sent back."),
    Row("member no longer write-only", doc, fine, "{subject} is no longer write-only."),

    # Alternatives -------------------------------------------------------------------------------
    Row("alternative added", fine, wire, "{subject} may now also be {what}."),
    Row("alternative removed", wire, fine, "{subject} can no longer be {what}."),
    Row("discriminator changed", wire, wire, "What tells the alternatives of {subject} apart has changed."),
    Row("discriminator added", fine, fine, "It is now said what tells the alternatives of {subject} apart."),
)
# fmt: on

POLICY = {row.kind: row for row in TABLE}


def class_of(kind: str, direction: Direction) -> Class:
    """Return the class of a kind of difference, seen from a direction."""
    row = POLICY[kind]
    return row.request if direction == "request" else row.response
