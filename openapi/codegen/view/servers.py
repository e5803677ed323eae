"""The document's servers, as the environments between which a caller chooses.

`x-environment` on a server names it. A server without it is `default` if it is the document's
first, else `server_2`, `server_3`, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from openapi.codegen.errors import GenerationError


class Environment(NamedTuple):
    """One server.

    Attributes:
        name: What a caller writes, such as `test`.
        member: The name as a member of the generated enumeration, such as `TEST`.
        url: The server's address, variables replaced by their defaults.
        description: What the document says of it, or nothing.
    """

    name: str
    member: str
    url: str
    description: str


def environments(content: Mapping[str, Any]) -> list[Environment]:
    """Return the servers that can be called, the one that is used by default first.

    That is `test` where there is one: money moves only where the caller says so. A server whose
    address is relative is left out, since nothing says relative to what.

    Raises:
        GenerationError: If a name is not lower-case words, or two servers share one.
    """
    found = sorted(_servers(content), key=lambda each: each.name != "test")
    members = [each.member for each in found]
    for each in found:
        if members.count(each.member) > 1:
            raise GenerationError(f"servers: two are named {each.name!r}; rename one")
    return found


def _servers(content: Mapping[str, Any]) -> Iterator[Environment]:
    for number, server in enumerate(content.get("servers", ()), start=1):
        url = server["url"]
        for variable, about in server.get("variables", {}).items():
            url = url.replace(f"{{{variable}}}", str(about["default"]))
        if not re.match(r"https?://[^/]", url):
            continue
        name = str(server.get("x-environment", "default" if number == 1 else f"server_{number}"))
        if not re.fullmatch(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", name):
            remedy = "use lower-case words joined by - or _"
            raise GenerationError(f"servers: {name!r} cannot name an environment; {remedy}")
        member = name.replace("-", "_").upper()
        yield Environment(name, member, url, " ".join(server.get("description", "").split()))
