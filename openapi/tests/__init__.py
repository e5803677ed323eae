"""Tests of the OpenAPI document and of the commands that read it. Their input is in `documents`."""
