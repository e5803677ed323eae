"""The verdict of a run, for machines and for people."""
