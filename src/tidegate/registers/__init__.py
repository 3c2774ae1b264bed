"""A register described in one file: where, what it means, by what right."""
