"""Raw texts become comparable columns, once per distinct text."""
