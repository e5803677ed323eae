"""Programs that run in virtual environments with one distribution and without this checkout."""
