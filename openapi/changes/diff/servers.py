"""Which servers answer, and which of them the generated client calls."""

from __future__ import annotations

import re

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import Node

ENVIRONMENT = "x-environment"
_ORIGIN = re.compile(r"(https?)://([^/:?#]*)(:\d+)?(?=[/?#]|$)", re.IGNORECASE)
_PORTS = {"http": ":80", "https": ":443"}
_COMPARED = frozenset({"url", "variables", ENVIRONMENT})


def compare_servers(findings: Differences, old: Node, new: Node) -> None:
    """Compare two lists of servers, by URL; no list is the server `/`."""
    before, after = (_by_url(each) for each in (old, new))
    for url in before:
        if url in after:
            _compare(findings, before[url], after[url])
        else:
            scope = Subject("request", f"`{url}`")
            findings.add(kinds.SERVER_REMOVED, scope, before[url], new)
    for url in after:
        if url not in before:
            findings.add(kinds.SERVER_ADDED, Subject("request", f"`{url}`"), old, after[url])
    firsts = [next(iter(each)) for each in (before, after)]
    if firsts[0] != firsts[1] and firsts[0] in after:
        words = {"before": f"`{firsts[0]}`", "after": f"`{firsts[1]}`"}
        scope = Subject("request", "the servers")
        findings.add(kinds.DEFAULT_SERVER_CHANGED, scope, old, new, **words)


def _by_url(servers: Node) -> dict[str, Node]:
    found = {_normal(str(each.get("url"))): each for each in servers.items()}
    return found or {"/": Node(servers.root, (*servers.tokens, 0), {"url": "/"})}


def _normal(url: str) -> str:
    """Return a URL without what makes no difference (RFC 3986, 6.2.2 and 6.2.3)."""
    match = _ORIGIN.match(url)
    if match is None:
        return url.rstrip("/") or "/"
    scheme, host, port = match[1].lower(), match[2], match[3] or ""
    host = host if "{" in host else host.lower()
    port = "" if port == _PORTS.get(scheme) else port
    return f"{scheme}://{host}{port}{url[match.end() :]}".rstrip("/")


def _compare(findings: Differences, old: Node, new: Node) -> None:
    scope = Subject("request", f"`{new.get('url')}`")
    compare_annotations(findings, scope, old, new, _COMPARED)
    names = old.child(ENVIRONMENT), new.child(ENVIRONMENT)
    if names[0].value != names[1].value:
        kind = kinds.ENVIRONMENT_RENAMED if names[0].exists else kinds.ENVIRONMENT_ADDED
        findings.add(kind, scope, *names)
    variables = old.child("variables"), new.child("variables")
    _compare_variables(findings, scope, *variables)


def _compare_variables(findings: Differences, scope: Subject, old: Node, new: Node) -> None:
    for name in dict(old.children()) | dict(new.children()):
        before, after = old.child(name), new.child(name)
        compare_annotations(findings, scope, before, after, {"default", "enum"})
        was, now = (x.get("enum") for x in (before, after))
        kept = now is None or (was is not None and set(was) <= set(now))
        if not kept or before.exists != after.exists:
            findings.add(kinds.SERVER_VARIABLE_NARROWED, scope, before, after, name)
        elif now != was and (now is None or set(now) > set(was)):
            findings.add(kinds.SERVER_VARIABLE_WIDENED, scope, before, after, name)
        elif before.get("default") != after.get("default"):
            words = {"before": f"`{before.get('default')}`", "after": f"`{after.get('default')}`"}
            findings.add(kinds.SERVER_VARIABLE_DEFAULT_CHANGED, scope, before, after, name, **words)
