"""Tags of the long work."""
