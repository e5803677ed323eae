"""The modules of a generated client that are the same for every API description.

`generate` copies each module and each subpackage without a change into the generated package. The
modules therefore use relative imports, and nothing but the standard library, attrs, httpx and the
packages that httpx needs for asynchronous requests.
"""
