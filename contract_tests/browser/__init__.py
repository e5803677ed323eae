"""Tests of HTML pages in Chromium, which Playwright controls.

The nox session `browser` runs these tests. The session `tests` needs no browser.
"""
