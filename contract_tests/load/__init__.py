"""Load tests of a server: many locust users check the rules of the API contract at once.

Each user checks one rule after another over its own connection. Concurrent users reveal mixed-up
responses, race conditions in caches, and pages that shift while other users read them.
"""

from __future__ import annotations

# gevent replaces the blocking functions of the standard library when locust is imported. Modules
# that import these functions earlier would block all users, so locust is imported first.
import locust  # noqa: F401
