"""Sentences that the core writes in English, in the reader's language: each is known by its pattern."""

from django.utils.translation import gettext_noop

from tidegate.web.jobs.sentences import Sentences

SENTENCES = (
    # why entities differ
    gettext_noop("It was found to be one with %(one)s."), gettext_noop("It was parted from %(one)s."),
    gettext_noop("No record spoke of it before."), gettext_noop("No record speaks of it any more."),
    gettext_noop("%(one)s records before, %(two)s now."),
    # why ties differ
    gettext_noop("One of its ends is another entity now."), gettext_noop("A row of a delivery says so."),
    gettext_noop("No row that holds says so any more."),
    # why concentrations differ
    gettext_noop("%(one)s before, %(two)s now"),
    gettext_noop("Such events were counted in one of the two pictures only."),
    gettext_noop("The events of the later deliveries gather at fewer places."),
    gettext_noop("The events of the later deliveries are more spread out."),
    # by which places something was counted
    gettext_noop("by area"), gettext_noop("by street"), gettext_noop("by cell"), gettext_noop("by premises"),
    # why flags differ
    gettext_noop("The rule was switched on."), gettext_noop("The rule was switched off."),
    gettext_noop("The rule has version %(one)s now, %(two)s before."),
    gettext_noop("The rule has other parameters."), gettext_noop("A person judged who is who."),
    gettext_noop("%(one)s of the rows it rests on were corrected."),
    gettext_noop("%(one)s rows it rests on have come."),
    gettext_noop("%(one)s rows it rested on are no longer delivered."),
    gettext_noop("A delivery changed who is who among those it names."),
    gettext_noop("Linkage weighs records otherwise."),
    gettext_noop("The day as of which the picture is drawn moved on."),
    gettext_noop("Other rows of a delivery speak for it or against it."),
    # why an indicator was not put to the records
    gettext_noop("needs %(one)s, which no register of this view gives"),
)  # fmt: skip
"""What the core says (`picture/changes_of_*.sql`), with a place for each value."""


def in_own_words(said: str) -> str:
    """Say a sentence of the core in the reader's language; one that is not known is left as it is.

    Args:
        said: The sentence, in English.
    """
    return _KNOWN.said(said)


_KNOWN = Sentences(SENTENCES)
