"""How few places hold how much: premises, streets, cells and areas, and what happens there."""
