"""The generated files: metadata, headers and formatting, and how to compare and write them."""
