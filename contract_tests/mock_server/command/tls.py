"""Issue a certificate with which the mock server serves HTTPS."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


class TlsError(Exception):
    """Raised if a certificate cannot be issued. The message says why."""


def issue_certificate(host: str, ca_file: Path | None) -> ssl.SSLContext:
    """Return the TLS settings of a server with a certificate from a new issuer.

    The certificate is valid for this machine under its name and under the loopback addresses.

    Args:
        host: The IP address or the name on which the server listens.
        ca_file: The file to which the certificate of the issuer is written, or None.

    Raises:
        TlsError: If the package trustme is not installed.
        OSError: If the file cannot be written.
    """
    try:
        import trustme
    except ModuleNotFoundError:
        sentence = "--tls needs the package trustme: python -m pip install trustme"
        raise TlsError(sentence) from None
    issuer = trustme.CA()
    names = dict.fromkeys((*LOCAL_NAMES, host, socket.gethostname()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(*names).configure_cert(context)
    if ca_file is not None:
        issuer.cert_pem.write_to_path(str(ca_file))
    return context
