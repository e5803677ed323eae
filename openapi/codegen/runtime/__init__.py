"""The modules of every generated client that do not depend on the API description.

`generate` copies each module and each subpackage without a change into the generated package. The
modules therefore use relative imports, and nothing but the standard library, attrs, httpx and the
packages that httpx needs for asynchronous requests.
"""
