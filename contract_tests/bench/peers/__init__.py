"""The compared programs: their installation into a cache folder, and their generated clients."""
