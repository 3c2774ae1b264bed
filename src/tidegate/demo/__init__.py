"""The demo city: a whole workspace, generated, with its truth beside it (`generate`).

The door is bare, so that the processes that write its files need not load the whole city.
"""
