"""The values that the code templates of the client generator use.

The values describe types, parameters, responses, pagination and servers.
"""
