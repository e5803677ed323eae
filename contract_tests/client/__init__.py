"""Property tests of the generated client, with cases generated from the document."""
