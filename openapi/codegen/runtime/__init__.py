"""What every generated client is made of beside what its document says.

Each module here is copied as it is into the generated package, where a stock module of the same
name gives way to it. So they import each other by relative names, and nothing but the standard
library, attrs and httpx.
"""
