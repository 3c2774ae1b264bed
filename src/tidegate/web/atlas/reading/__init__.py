"""Questions to a finished picture: values in, frozen values out, nothing of the site in between.

Each module answers one page. A question reads the columns it needs of the tables it needs; what the picture does not
hold is answered with nothing, never with a guess. Natural persons stand in no order and are given no number.
"""
