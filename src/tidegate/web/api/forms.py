"""The form for a token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tidegate.web.api.tokens import DAYS
from tidegate.web.people.context import ContextForm


class TokenForm(ContextForm):
    """Asks for what a token shall be: its name, and purpose and reason as the context does."""

    field_order = ("name", "purpose", "reason", "opens", "days")
    name = forms.CharField(
        label=_("Name"), max_length=80, error_messages={"required": _("Give the token a name.")},
        help_text=_("What will use it, such as “workbook of the monthly meeting”."),
    )  # fmt: skip
    opens = forms.ChoiceField(
        label=_("What it opens"), initial="feed",
        choices=[("feed", _("The feed of counts alone")), ("picture", _("The feed and the picture"))],
        help_text=_("A token in a workbook travels with the workbook: let it open counts alone."),
    )  # fmt: skip
    days = forms.ChoiceField(label=_("How long it holds"), initial="30")

    def __init__(self, partner: str, *args: Any, **named: Any) -> None:
        """Offer the purposes of the partner, and how long a token may hold."""
        super().__init__(partner, *args, **named)
        field = self.fields["days"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(n), ngettext("%(n)d day", "%(n)d days", n) % {"n": n}) for n in DAYS]
