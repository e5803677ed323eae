"""Tests of the OpenAPI document and of the commands that read it, with input from `documents`."""
