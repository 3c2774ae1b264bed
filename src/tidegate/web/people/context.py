"""The context in which an officer works: for which purpose and why. Chosen once, kept in the session, always visible.

A context is never taken over: another purpose needs another reason, and after a working day it ends.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tidegate.web.people.city import clauses_in_force, title_of

LASTS = timedelta(hours=10)
"""How long a context holds."""

MOST = 300
"""Characters of a reason."""

_KEY = "context"


@dataclass(frozen=True)
class Context:
    """A purpose and a reason.

    Args:
        partner: Id of the officer's partner.
        purpose: Id of the purpose.
        reason: Why, in the officer's words.
        since: When it was chosen, as an ISO time.
    """

    partner: str
    purpose: str
    reason: str
    since: str

    def holds(self, now: datetime) -> bool:
        """Tell whether it has not ended yet.

        Args:
            now: Now, with the time zone.
        """
        age = now - datetime.fromisoformat(self.since)
        return timedelta(0) <= age < LASTS


def context_of(request: HttpRequest, now: datetime | None = None) -> Context | None:
    """Give the context in which a request is made.

    Args:
        request: The request.
        now: Now; the clock where it is left out.
    Returns:
        The context; None where none was chosen, it has ended, or it was another partner's.
    """
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if kept is None or not request.user.is_authenticated:
        return None
    context = Context(**kept)
    own = context.partner == getattr(request.user, "partner", None)
    return context if own and context.reason and context.holds(now or timezone.now()) else None


def choose_context(request: HttpRequest, *, purpose: str, reason: str) -> Context:
    """Keep the context in the session.

    Args:
        request: The officer's request.
        purpose: Id of the purpose.
        reason: Why.
    """
    partner = str(getattr(request.user, "partner", ""))
    context = Context(partner, purpose, reason, timezone.now().isoformat())
    request.session[_KEY] = asdict(context)
    return context


def leave_context(request: HttpRequest) -> None:
    """End the context.

    Args:
        request: The officer's request.
    """
    request.session.pop(_KEY, None)


class ContextForm(forms.Form):
    """Asks for purpose and reason. The partner is the officer's own, and cannot be chosen."""

    purpose = forms.ChoiceField(
        label=_("Purpose"), widget=forms.RadioSelect, error_messages={"required": _("Choose a purpose.")}
    )
    reason = forms.CharField(
        label=_("Reason"), min_length=5, max_length=MOST,
        help_text=_("In your own words, such as “weekly permit table of 3 March”. It is written into the ledger."),
        error_messages={"required": _("Say why you look."), "min_length": _("Say it in a few words more.")},
    )  # fmt: skip

    def __init__(self, partner: str, *args: Any, **named: Any) -> None:
        """Offer the purposes that the covenant's clauses in force give the partner."""
        super().__init__(*args, **named)
        self.clauses = clauses_in_force(partner)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(c.purpose, title_of(c.purpose)) for c in self.clauses]
        if len(self.clauses) == 1:
            field.initial = self.clauses[0].purpose
