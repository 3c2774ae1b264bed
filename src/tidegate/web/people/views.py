"""Signing in, and choosing the context."""

from allauth.account.views import password_change
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidegate.web.people.city import partner_of
from tidegate.web.people.context import ContextForm, choose_context, context_of, leave_context
from tidegate.web.people.demo import DAYS, PARTNERS, demo_officer, demo_signs_in
from tidegate.web.people.going import next_page
from tidegate.web.people.models import Role

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Offer the ways to sign in: by one click in the demo, else by name and password.

    Args:
        request: The request.
    """
    there = next_page(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(there)
    if not demo_signs_in(request):
        return redirect("account_login")
    offers = [
        {"role": role.value, "label": role.label, "day": DAYS[role], "partner": _partner_name(role)} for role in Role
    ]
    return render(request, "people/sign_in.html", {"offers": offers, "next": there})


def _partner_name(role: Role) -> str:
    class Asks:
        partner = PARTNERS.get(role, "municipality")

    found = partner_of(Asks)
    return found.name if found else Asks.partner


@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in to the demo by one click.

    Args:
        request: The request; `role` says as whom.
    Raises:
        Http404: This is not the demo, or the request does not come from this machine.
    """
    if not demo_signs_in(request) or request.POST.get("role") not in Role.values:
        raise Http404
    login(request, demo_officer(Role(request.POST["role"])), backend=_BACKEND)
    request.session["demo"] = True
    UserSession.objects.create_from_request(request)
    return HttpResponseRedirect(next_page(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def context(request: HttpRequest) -> HttpResponse:
    """Show the context, and take a new one with its reason.

    Args:
        request: The request.
    Raises:
        Http404: The officer's role does not look at pictures.
    """
    officer = request.user
    if not getattr(officer, "looks", False):
        raise Http404
    partner = str(getattr(officer, "partner", ""))
    form = ContextForm(partner, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_context(request, purpose=form.cleaned_data["purpose"], reason=form.cleaned_data["reason"].strip())
        return HttpResponseRedirect(next_page(request))
    told = {
        "form": form, "partner": partner_of(officer), "next": next_page(request), "now_in": context_of(request),
        "choices": list(zip(form["purpose"], form.clauses, strict=True)),
    }  # fmt: skip
    return render(request, "people/context.html", told, status=422 if form.errors else 200)


@require_POST
def end_context(request: HttpRequest) -> HttpResponse:
    """End the context.

    Args:
        request: The request.
    """
    leave_context(request)
    return redirect("site:start")


def password(request: HttpRequest) -> HttpResponseBase:
    """Let an officer change the password; whoever comes through the directory alone has none.

    Args:
        request: The request.
    Raises:
        Http404: The account has no password.
    """
    if request.user.is_authenticated and not request.user.has_usable_password():
        raise Http404
    answer: HttpResponseBase = password_change(request)
    return answer
