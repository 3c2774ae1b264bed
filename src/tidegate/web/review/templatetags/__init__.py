"""Tags of the review."""
