"""The page on which officers make, see and revoke their tokens."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tidegate.errors import CovenantError
from tidegate.web.api.forms import TokenForm
from tidegate.web.api.limits import A_MINUTE
from tidegate.web.api.models import ApiToken
from tidegate.web.api.tokens import TokenWish, token_make, token_revoke, tokens_of
from tidegate.web.people.city import title_of
from tidegate.web.people.context import context_of
from tidegate.web.people.models import Officer

MOST = 200
"""Tokens on the page."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List tokens, and make one.

    Args:
        request: The request.
    Raises:
        Http404: The officer's role has nothing to do with tokens.
    """
    officer = _officer(request)
    if request.method == "POST" and not officer.looks:
        raise Http404
    form = TokenForm(officer.partner, request.POST or None, initial=_begun(request)) if officer.looks else None
    secret, made = "", None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            made, secret = token_make(officer, _wish(form), now=timezone.now())
        except CovenantError as refusal:
            raise Http404 from refusal
        form = TokenForm(officer.partner, initial=_begun(request))
    now = timezone.now()
    told = {
        "form": form, "secret": secret, "made": made, "now": now, "a_minute": A_MINUTE, "all": not officer.looks,
        "tokens": [(t, title_of(t.purpose), _state(t)) for t in tokens_of(officer)[:MOST]],
        "choices": list(zip(form["purpose"], form.clauses, strict=True)) if form else [],
    }  # fmt: skip
    return render(request, "api/tokens.html", told, status=422 if form is not None and form.errors else 200)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token at once.

    Args:
        request: The request.
        number: Number of the token.
    Raises:
        Http404: There is none, or it is another's.
    """
    if not token_revoke(_officer(request), number, now=timezone.now()):
        raise Http404
    messages.success(request, _("The token has ended."))
    return redirect("tokens:tokens")


def _officer(request: HttpRequest) -> Officer:
    officer = request.user
    if not isinstance(officer, Officer) or not (officer.looks or officer.role == "protection"):
        raise Http404
    return officer


def _begun(request: HttpRequest) -> dict[str, object]:
    """Begin the form with the purpose in which the officer works."""
    context = context_of(request)
    return {"purpose": context.purpose} if context else {}


def _wish(form: TokenForm) -> TokenWish:
    told = form.cleaned_data
    return TokenWish(
        told["name"].strip(), told["purpose"], told["reason"].strip(), told["opens"] == "feed", int(told["days"])
    )


def _state(token: ApiToken) -> str:
    if token.revoked is not None:
        return "revoked"
    return "ended" if token.expires <= timezone.now() else "holds"
