"""The city as it truly is, before any register writes it down wrongly."""
