"""The version of the generated distribution, from the version that the document gives itself."""

from __future__ import annotations

import re

from openapi.document import Document

# https://packaging.python.org/specifications/version-specifiers, which semantic versions with
# alpha, beta and rc satisfy too. The `packaging` library knows it as well, and is not among what
# the generator needs.
_VERSION = re.compile(
    r"""\s* v? (?:(?P<epoch>\d+)!)? (?P<release>\d+(?:\.\d+)*)
    (?:[-_.]? (?P<pre>alpha|a|beta|b|preview|pre|c|rc) [-_.]? (?P<pre_number>\d*))?
    (?:-(?P<implicit_post>\d+) | [-_.]? (?P<post>post|rev|r) [-_.]? (?P<post_number>\d*))?
    (?:[-_.]? (?P<dev>dev) [-_.]? (?P<dev_number>\d*))?
    (?:\+ (?P<local>[a-z0-9]+ (?:[-_.][a-z0-9]+)*))? \s*""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_PRE = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}


def distribution_version(document: Document) -> str:
    """Return the version of the distribution that is generated from a document.

    It is the document's own, spelled as Python packages spell it; or, where that is no version of
    a package, zero with the document's hash.
    """
    return normalised(document.version) or f"0.0.0+sha.{document.sha256[:12]}"


def normalised(version: str) -> str | None:
    """Return a version in its one canonical spelling, or None if it is no version."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return None
    part = {name: (text or "").lower() for name, text in match.groupdict().items()}
    written = ".".join(str(int(number)) for number in part["release"].split("."))
    if int(part["epoch"] or 0):
        written = f"{int(part['epoch'])}!{written}"
    if part["pre"]:
        written += f"{_PRE.get(part['pre'], part['pre'])}{int(part['pre_number'] or 0)}"
    if part["post"] or part["implicit_post"]:
        written += f".post{int(part['post_number'] or part['implicit_post'] or 0)}"
    if part["dev"]:
        written += f".dev{int(part['dev_number'] or 0)}"
    if part["local"]:
        labels = re.split("[-_.]", part["local"])
        written += "+" + ".".join(str(int(x)) if x.isdigit() else x for x in labels)
    return written
