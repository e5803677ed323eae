"""Load tests of a server: many locust users check the rules of the API contract at once.

Each user checks one rule after another over its own connection. Some bugs only occur with
concurrent users, such as a response that is sent to another user.
"""

from __future__ import annotations

# gevent replaces the blocking functions of the standard library when locust is imported. Modules
# that import these functions earlier would block all users, so locust is imported first.
import locust  # noqa: F401
