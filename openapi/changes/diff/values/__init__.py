"""Compare the keywords of schemas that restrict values, such as `type`, `maximum` and `oneOf`."""
