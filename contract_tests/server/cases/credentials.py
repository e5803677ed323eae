"""Invalid credentials, some of them similar to a valid token."""

from __future__ import annotations

import re
import string
from base64 import b64encode, urlsafe_b64decode

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...redaction.secrets import Secret
from ..transport.request import Credential

NO_CREDENTIAL = Credential(None)


def near_misses(token: Secret) -> list[Credential]:
    """Return invalid credentials, such as no header, other schemes and changes of a valid token.

    Credentials that faulty servers often accept come first.
    """
    name = token.variable
    near = [
        NO_CREDENTIAL,
        Credential("Bearer {}", _part(token.reveal()[:-1], f"{name}%?")),
        Credential("{}", token),
        Credential("Basic {}", _base64(token, "{}:")),
        Credential("Bearer"),
        Credential("Basic {}", token),
        Credential("Bearer {}x", token),
        Credential("Bearer {}", _part(token.reveal()[1:], f"{name}#?")),
        Credential("Token {}", token),
        Credential("Bearer {}", _other_case(token)),
        Credential("Bearer x{}", token),
        Credential("Basic {}", _base64(token, "{}")),
        Credential("Bearer {}", _half(token)),
        Credential("Bearer {}x", _part(token.reveal()[:-1], f"{name}%?")),
        Credential("Bearer x{}", _part(token.reveal()[1:], f"{name}#?")),
        Credential("Basic {}", _base64(token, ":{}")),
        Credential("Basic {}", _base64(token, "user:{}")),
        Credential("Bearer null"),
        # Faulty servers look for the token at the beginning or end of the header, or inside it.
        Credential("Bearer{}", token),
        Credential("Bearer: {}", token),
        Credential("Bearer x {}", token),
        Credential("Bearer {}.x", token),
    ]
    return _invalid(near, token)


def rare_near_misses(token: Secret) -> list[Credential]:
    """Return further invalid credentials, which only few servers accept.

    Some of them have a wildcard of SQL, of file names or of regular expressions, alone or in place
    of the last character of the token.
    """
    all_but_last = _part(token.reveal()[:-1], f"{token.variable}%?")
    rare = [
        Credential("Bearer {}.", token),
        Credential("Bearer {}", _percent_encoded(token)),
        Credential("Bearer {};", token),
        Credential("JWT {}", token),
        Credential("Bearer {}", _swapped(token)),
        Credential("Bearer {}=", token),
        Credential('Bearer "{}"', token),
        Credential("Bearer {}, Bearer x", token),
        Credential("BearerBearer {}", token),
        Credential("Bearer {}%", all_but_last),
        Credential("Bearer {}_", all_but_last),
        Credential("Bearer {}*", all_but_last),
        Credential("Bearer {}.", all_but_last),
        Credential("Bearer %"),
        Credential("Bearer *"),
    ]
    return _invalid(rare, token)


def _invalid(credentials: list[Credential], token: Secret) -> list[Credential]:
    # For a token of one letter, or for a signed token, some of the credentials are valid.
    valid = _with_decoded_signature(Credential.bearer(token).header)
    return [one for one in credentials if _with_decoded_signature(one.header) != valid]


def _with_decoded_signature(header: str | None) -> object:
    """Return an ``Authorization`` header whose signature is decoded from base64.

    The signature is the text after the last period; a header without a period is returned
    unchanged. Decoders of base64 may ignore padding, characters outside of the alphabet, and bits
    after the last byte. A server with such a decoder reads the same signature in different texts.
    """
    signed, period, signature = (header or "").rpartition(".")
    if not period:
        return header
    digits = re.sub("[^A-Za-z0-9_-]", "", signature)
    complete = digits[:-1] if len(digits) % 4 == 1 else digits
    return signed, urlsafe_b64decode(f"{complete}==")


def unknown_credentials(token: Secret) -> SearchStrategy[Credential]:
    """Return a strategy for credentials that differ from a valid token."""
    text = st.text(string.ascii_letters + string.digits, min_size=1, max_size=64).filter(
        lambda text: text != token.reveal()
    )
    return st.tuples(st.sampled_from(("Bearer", "Basic")), text).map(
        lambda drawn: Credential(" ".join(drawn))
    )


def _part(part: str, expansion: str) -> Secret:
    # A token of one letter has no shorter part.
    return Secret(part or "x", expansion)


def _half(token: Secret) -> Secret:
    half = max(1, len(token.reveal()) // 2)
    return Secret(token.reveal()[:half], f"{token.variable}:0:{half}")


def _other_case(token: Secret) -> Secret:
    value = token.reveal()
    # A shell operator changes the case, except of a token without letters.
    changed = value.upper() if value != value.upper() else value.lower()
    operator = "^^" if value != value.upper() else ",,"
    if changed == value:
        return _part(value[:-1], f"{token.variable}%?")
    return Secret(changed, f"{token.variable}{operator}")


def _percent_encoded(token: Secret) -> Secret:
    value, name = token.reveal(), token.variable
    code = f'(printf %%%02x "\'${name}")'
    return Secret(f"%{ord(value[0]):02x}{value[1:]}", f"{code}${{{name}:1}}")


def _swapped(token: Secret) -> Secret:
    value, name = token.reveal(), token.variable
    if len(value) < 2:
        return _part("", name)
    return Secret(
        value[:-2] + value[-1] + value[-2],
        f'(printf %s "${{{name}%??}}${{{name}: -1}}${{{name}: -2:1}}")',
    )


def _base64(token: Secret, template: str) -> Secret:
    encoded = b64encode(template.replace("{}", token.reveal()).encode()).decode()
    shell = template.replace("{}", "%s")
    return Secret(encoded, f'(printf {shell} "{token}" | base64 -w0)')
