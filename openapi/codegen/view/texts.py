"""Texts of the document as Python literals, and inside docstrings of the generated code."""

from __future__ import annotations

import re
from typing import Any

from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import safe_for_docstring

_LAST_QUOTE = re.compile(r'(?<!\\)((?:\\\\)*)"$')


def literal(text: UntrustedString | str) -> str:
    """Return a text as a Python literal.

    The filters of openapi-python-client drop characters that are not printable.
    """
    return repr(text.get_untrusted_value() if isinstance(text, UntrustedString) else str(text))


def in_docstring(text: Any) -> str:
    """Return a text so that a docstring can contain it at any position.

    The function of openapi-python-client does not escape a single quotation mark at the end of a
    text, which would end the docstring.
    """
    return _LAST_QUOTE.sub(r'\1\\"', safe_for_docstring(text).strip())
