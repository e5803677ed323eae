"""Tests of HTML pages in Chromium, which Playwright controls.

`nox -s browser` runs them. The session `tests` does not, because it needs no browser.
"""
