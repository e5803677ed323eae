"""Programs that test an installed distribution, in an environment with nothing else."""
