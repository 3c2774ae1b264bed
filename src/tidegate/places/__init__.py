"""How few places hold how much: premises, streets, cells and areas, and what happens there.

The room stands on resolved records (`linkage.resolving`): it places premises and events, measures how concentrated
events are, and compares places with what their businesses lead one to expect. It ranks places where businesses are,
never a home and never a person.
"""
