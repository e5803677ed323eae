"""Compare the servers that two documents state for an operation.

The first server matters most: generated clients call it by default.
"""

from __future__ import annotations

import re

from openapi.changes.diff.annotations import compare_annotations
from openapi.changes.model import classification as kinds
from openapi.changes.model.difference import Differences, Subject
from openapi.changes.model.node import MalformedError, Node, NodePair

ENVIRONMENT = "x-environment"
_ORIGIN = re.compile(r"(https?)://([^/:?#]*)(:\d+)?(?=[/?#]|$)", re.IGNORECASE)
_VARIABLE = re.compile(r"\{([^}]*)\}")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_COMPARED = frozenset({"url", "variables", ENVIRONMENT})


def compare_servers(differences: Differences, lists: NodePair) -> None:
    """Compare two lists of servers by URL; an absent list is the server `/`."""
    old, new = map(_by_url, lists)
    for url in [each for each in old if each not in new]:
        # Servers that differ only in the names of their variables have the same URLs.
        same = [x for x in new if x not in old and _anonymous(x) == _anonymous(url)]
        if same:
            old = {(same[0] if x == url else x): server for x, server in old.items()}
    for url in old:
        if url in new:
            _compare_server(differences, NodePair(old[url], new[url]))
        else:
            nodes = NodePair(old[url], lists.new)
            differences.add(kinds.SERVER_REMOVED, Subject("request", f"`{url}`"), nodes)
    for url in new:
        if url not in old:
            nodes = NodePair(lists.old, new[url])
            differences.add(kinds.SERVER_ADDED, Subject("request", f"`{url}`"), nodes)
    before, after = (next(iter(each)) for each in (old, new))
    if before != after and before in new:
        subject = Subject("request", "the servers")
        words = {"before": f"`{before}`", "after": f"`{after}`"}
        differences.add(kinds.DEFAULT_SERVER_CHANGED, subject, lists, **words)


def _by_url(servers: Node) -> dict[str, Node]:
    by_url = {}
    for each in servers.items():
        if not isinstance(each.get("url"), str):
            raise MalformedError(each, "is a server without a URL")
        by_url[_normalized(each.get("url"))] = each
    return by_url or {"/": Node(servers.source, (*servers.tokens, 0), {"url": "/"})}


def _normalized(url: str) -> str:
    """Return a URL in normalized form (RFC 3986, 6.2.2 and 6.2.3)."""
    match = _ORIGIN.match(url)
    if match is None:
        return url.rstrip("/") or "/"
    scheme, host, port = match[1].lower(), match[2], match[3] or ""
    host = host if "{" in host else host.lower()
    port = "" if port == _DEFAULT_PORTS.get(scheme) else port
    return f"{scheme}://{host}{port}{url[match.end() :]}".rstrip("/")


def _anonymous(url: str) -> str:
    return _VARIABLE.sub("{}", url)


def _compare_server(differences: Differences, servers: NodePair) -> None:
    subject = Subject("request", f"`{servers.new.get('url')}`")
    compare_annotations(differences, subject, servers, _COMPARED)
    environments = servers.child(ENVIRONMENT)
    if environments.changed:
        is_added = not environments.old.exists
        kind = kinds.ENVIRONMENT_ADDED if is_added else kinds.ENVIRONMENT_RENAMED
        differences.add(kind, subject, environments)
    old_names, new_names = (_VARIABLE.findall(str(each.get("url"))) for each in servers)
    if old_names != new_names:
        differences.add(kinds.ANNOTATION_CHANGED, subject, servers.child("url"), "url")
    renamed = dict(zip(old_names, new_names, strict=True))
    variables = servers.child("variables")
    old = {renamed.get(name, name): each for name, each in variables.old.children()}
    new = dict(variables.new.children())
    for name in old | new:
        variable = NodePair(
            old.get(name) or variables.old.child(name), new.get(name) or variables.new.child(name)
        )
        _compare_variable(differences, subject, name, variable)


def _compare_variable(
    differences: Differences, subject: Subject, name: str, variable: NodePair
) -> None:
    compare_annotations(differences, subject, variable, {"default", "enum"})
    old, new = variable.get("enum")
    before, after = variable.get("default")
    keeps_values = new is None or (old is not None and set(old) <= set(new))
    if not variable.in_both:
        differences.add(kinds.SERVER_VARIABLE_NARROWED, subject, variable, name)
        return
    if not keeps_values:
        differences.add(kinds.SERVER_VARIABLE_NARROWED, subject, variable.child("enum"), name)
    elif old is not None and (new is None or set(new) > set(old)):
        differences.add(kinds.SERVER_VARIABLE_WIDENED, subject, variable.child("enum"), name)
    if before != after:
        words = {"before": f"`{before}`", "after": f"`{after}`"}
        nodes = variable.child("default")
        differences.add(kinds.SERVER_VARIABLE_DEFAULT_CHANGED, subject, nodes, name, **words)
