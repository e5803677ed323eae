"""The generated package in another project's tree: put there, and told apart from edited copies."""
