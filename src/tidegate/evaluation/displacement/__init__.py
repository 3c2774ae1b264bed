"""Displacement and diffusion: did it fall at the treated places, and did it move around, in time or in kind."""
