"""Estimators: a panel, an outcome and options go in, an effect with its reasons comes out.

One module holds one method; the plan names it, nothing is picked silently. What several methods share (group-time
cells, permutations, the checks tried against an estimate) has modules of its own.
"""
