"""Reports of a run of the server suite: terminal output, and files in the `--report` folder."""
