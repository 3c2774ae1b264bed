"""What is personal about a place: homes, and businesses that are one person's.

These words decide what may stand in a list of places. They err on the side of silence: a place that looks like a home
is not listed. A city whose registers use other words gives its own patterns.
"""

DWELLING = "woon|wohn|dwelling|residen|logement|habitation|abitazion|abitativ|viviend"
"""Uses of premises that make them homes, in the languages of the shipped recipes (of the Dutch key register of
addresses and buildings, "woonfunctie")."""

SOLE_TRADER = (
    "eenmanszaak|sole (trader|propriet)|einzelunternehm|einzelkauf|ditta individuale|impresa individuale"
    "|entreprise individuelle|micro-?entrepreneur|empresario individual|autonomo"
)
"""Legal forms in which a business is a natural person's, without accents and in lower case."""
