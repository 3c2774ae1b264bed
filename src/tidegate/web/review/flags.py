"""The forms by which a flag is reviewed and suspended, and what was said of it before."""

from datetime import datetime
from typing import Any

import pyarrow.compute as pc
from django import forms
from django.utils.translation import gettext_lazy as _

from tidegate.indicators import read_reviews
from tidegate.pipeline.picturing.shelf import Picture, suspensions_path
from tidegate.pipeline.picturing.telling import REVIEWS

MOST = 500
"""Characters of a reason."""

_REASON_ERRORS = {"required": _("Say why."), "min_length": _("Say it in a few words more.")}


class FlagForm(forms.Form):
    """What a person found who looked at a flag."""

    verdict = forms.ChoiceField(
        label=_("What did you find?"),
        choices=(
            ("justified", _("Justified: the situation is as the flag says, and no innocent explanation holds")),
            ("innocent", _("Innocent: the situation is as the flag says, and there is a good explanation")),
            ("unclear", _("Unclear: it cannot be told yet")),
        ),
        widget=forms.RadioSelect, error_messages={"required": _("Choose one.")},
    )  # fmt: skip
    reason = forms.CharField(label=_("Why?"), min_length=5, max_length=MOST, error_messages=_REASON_ERRORS)
    seen = forms.IntegerField(min_value=0, max_value=1_000_000)


class SuspendForm(forms.Form):
    """Whether a flag vanishes, or is shown again."""

    suspend = forms.ChoiceField(choices=(("1", "1"), ("0", "0")))
    reason = forms.CharField(label=_("Why?"), min_length=5, max_length=MOST, error_messages=_REASON_ERRORS)


def reviews_of(picture: Picture, flag: str) -> list[dict[str, Any]]:
    """Give what was said of a flag, in the order in which it was said.

    Args:
        picture: The picture.
        flag: Id of the flag.
    """
    path = suspensions_path(picture).with_name(REVIEWS)
    if not path.is_file():
        return []
    found = read_reviews(path)
    rows = found.filter(pc.equal(found["flag"], flag)).to_pylist()
    return [{**r, "at": datetime.fromisoformat(r["at"])} for r in rows]
