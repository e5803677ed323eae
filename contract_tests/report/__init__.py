"""The reports of a run of the server suite: the verdict and the files that `--report` writes."""
