"""Who is tied to whom: ties, control, neighbourhoods, paths, drawing, and what remains when ties end."""
