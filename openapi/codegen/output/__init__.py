"""The output of the generator: metadata, file headers, comparison and writing of the files."""
