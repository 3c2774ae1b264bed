"""The registers as files: one module per register, each in the messy format that a city really gets."""
