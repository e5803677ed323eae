"""Programs that test an installed distribution, in an otherwise empty virtual environment."""
