"""Tests of the document's tools. Their input is in `documents`, in our own words."""
