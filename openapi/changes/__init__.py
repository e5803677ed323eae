"""Revision -> revision: what changed in a document, for whom it breaks, which version is next.

sources    a file, standard input or a git revision -> a document
located    a value and where it stands; references followed
flatten    a schema without its spelling: `$ref`, `allOf`, null, old and new OpenAPI
compare    two documents in lockstep -> differences, by `operations`, `parameters`, `answers`,
           `schemas` and their neighbours
policy     the one table: what kind of difference, in which direction, is of which class
step       class -> next version
render     differences -> table, JSON, Markdown, a draft for the CHANGELOG
"""
