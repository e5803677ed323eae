"""The values that the templates use: types, parameters, responses, pagination and servers."""
