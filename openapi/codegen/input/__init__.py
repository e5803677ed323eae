"""The input of the generator: checks of the document, and changes before and after parsing."""
