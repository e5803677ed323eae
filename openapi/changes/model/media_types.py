"""Media types such as `application/json`, and media ranges such as `application/*`."""

from __future__ import annotations


def essential_media_type(name: str) -> str:
    """Return a media type in lower case, with sorted parameters and without its `charset`."""
    essence, *parameters = [part.strip().lower() for part in name.split(";")]
    kept = sorted(each for each in parameters if each and not each.startswith("charset="))
    return ";".join([essence, *kept])


def contains(wide: str, narrow: str) -> bool:
    """Return whether a media range contains all media types of another media range.

    Args:
        wide: A media type or a media range, as `essential_media_type` returns it.
        narrow: A media type or a media range, as `essential_media_type` returns it.
    """
    (type_, subtype), *parameters = _parts(wide)
    (narrow_type, narrow_subtype), *narrow_parameters = _parts(narrow)
    return (
        type_ in ("*", narrow_type)
        and subtype in ("*", narrow_subtype)
        and set(parameters) <= set(narrow_parameters)
    )


def specificity(name: str) -> tuple[int, int]:
    """Return a sort key that is greater for a media range inside another media range.

    Args:
        name: A media type or a media range, as `essential_media_type` returns it.
    """
    return -name.count("*"), name.count(";")


def is_xml(name: str) -> bool:
    """Return whether a media type has the syntax of XML."""
    return name.partition(";")[0].strip().lower().endswith(("/xml", "+xml"))


def _parts(name: str) -> list[tuple[str, str]]:
    essence, *parameters = name.split(";")
    type_, _, subtype = essence.partition("/")
    return [(type_, subtype), *((each, "") for each in parameters)]
