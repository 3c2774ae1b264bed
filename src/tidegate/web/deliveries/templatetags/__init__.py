"""Tags of the deliveries."""
