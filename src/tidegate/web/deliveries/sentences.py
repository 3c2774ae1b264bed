"""What readers and checks of deliveries say, in the reader's language: what was refused, why, and how to mend it."""

from django.utils.translation import gettext_noop

from tidegate.web.jobs.sentences import Sentences

REFUSALS = Sentences((
    # rules (registers/accounting.py, formats/csv_rows.py)
    gettext_noop("no-thing"), gettext_noop("no-key"), gettext_noop("not-a-date"), gettext_noop("not-a-country"),
    gettext_noop("not-a-number"), gettext_noop("not-a-phone"), gettext_noop("not-an-email"),
    gettext_noop("not-an-identifier"), gettext_noop("not-a-name"), gettext_noop("not-a-url"),
    gettext_noop("not-valid"), gettext_noop("too-few-cells"), gettext_noop("too-many-cells"),
    # mends
    gettext_noop("give the row a value in at least one key column of the mapping"),
    gettext_noop(
        "nothing, where the source leaves this thing out; else give the row a value in the thing's key columns"
    ),
    gettext_noop("write the date as the description says, or add its pattern under `dates`"),
    gettext_noop("write the country's name or its two-letter code"),
    gettext_noop("write a number; its decimal and thousands signs stand under `numbers` in the description"),
    gettext_noop("write the number with its country's prefix, or give the country as `format`"),
    gettext_noop("write an address with one @ and a domain"),
    gettext_noop("check the number at its source: its form or its check digit is wrong"),
    gettext_noop("write a name with at least one letter or digit"),
    gettext_noop("write the whole address of the page"),
    gettext_noop("write a value that this property allows"),
    gettext_noop(
        "the row has %(one)s cells, the header %(two)s; quote cells that hold the delimiter, or a line end"
    ),
))  # fmt: skip
"""Rules and mends of refused rows and values."""

PROBLEMS = Sentences((
    gettext_noop(
        "%(file)s: column %(one)s is missing; the file has %(two)s. If a column was renamed, write the new name under "
        "`columns` of this file in the register's description (`registers check` names a likely one); otherwise ask "
        "for the delivery again."
    ),
    gettext_noop(
        "%(file)s: columns %(one)s are missing; the file has %(two)s. If a column was renamed, write the new name "
        "under `columns` of this file in the register's description (`registers check` names a likely one); otherwise "
        "ask for the delivery again."
    ),
    gettext_noop("the file, or its register, is gone. Send it again."),
    gettext_noop("the file that was sent, or its register, is gone. Send it again."),
    gettext_noop("the file is gone. Send it again."),
    gettext_noop(
        "%(file)s: the packed file is damaged (%(one)s). Fetch the file again."
    ),
    gettext_noop(
        "%(file)s: a quote is opened and never closed, in the record that begins %(one)s. Ask for the file again if "
        "it was cut off; if the quote is part of the text, set `quote: ''`."
    ),
    gettext_noop(
        "%(file)s: its name holds no date of the form %(one)s. Rename the file as it is usually named, or correct "
        "delivery.date.pattern."
    ),
    gettext_noop(
        "%(file)s: it is no well-formed XML (%(one)s). Check whether the file is cut off, and ask the sender for it "
        "again."
    ),
    gettext_noop(
        "%(file)s: it is no JSON (%(one)s). Check whether the file is cut off, and ask the sender for it again."
    ),
    gettext_noop("The rows are the objects of the list '%(one)s'; what stands beside it is not read."),
))  # fmt: skip
"""Why a delivery cannot be read, and notes of its reader."""


def told(said: str) -> str:
    """Say what a reader or check said in the language of the page; what is not known is left as it is.

    Args:
        said: What it said, in English.
    """
    own = REFUSALS.said(said)
    return own if own != said else PROBLEMS.said(said)
