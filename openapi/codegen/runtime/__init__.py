"""The modules of a generated client that are the same for every API description.

The generator copies these modules unchanged into the package of the client. They therefore use
relative imports. They import only the standard library, attrs, httpx and packages that httpx needs.
"""
