"""A local HTTP or HTTPS server. Each response has the page number of its request."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme
from attrs import define


@define
class EchoServer:
    """A running server.

    Attributes:
        url: The URL of the server.
        ca_file: The path of the certificate that clients must trust; "" for a server without TLS.
    """

    url: str
    ca_file: str


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    tls: ssl.SSLContext | None = None
    body: dict[str, Any]

    def finish_request(self, request: Any, client_address: Any) -> None:
        with suppress(OSError):  # the client may close a connection at any time
            if self.tls is None:
                super().finish_request(request, client_address)
                return
            with self.tls.wrap_socket(request, server_side=True) as encrypted:
                super().finish_request(encrypted, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        port = self.client_address[1]
        page = query.get("pageNumber", ["0"])[0]
        records = self.server.body["networkBalances"].values()
        body = self.server.body | {
            "clientId": page,
            "networkBalances": {f"{page}-{number}": each for number, each in enumerate(records)},
            "port": port,  # the port of the client differs for each connection
        }
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def echo_server(body: Any, folder: Path, *, tls: bool) -> Iterator[EchoServer]:
    """Run a server on 127.0.0.1 until the end of the `with` block.

    Args:
        body: The body of each response, in which the server replaces the client id.
        folder: The folder for the certificate of the server.
        tls: Whether the server speaks HTTPS.
    """
    ca_file = ""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.body = body
        if tls:
            authority = trustme.CA()
            server.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            authority.issue_cert("127.0.0.1").configure_cert(server.tls)
            ca_file = str(folder / "ca.pem")
            authority.cert_pem.write_to_path(ca_file)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield EchoServer(f"http{'s' * tls}://127.0.0.1:{server.server_port}", ca_file)
        finally:
            server.shutdown()
            thread.join()
