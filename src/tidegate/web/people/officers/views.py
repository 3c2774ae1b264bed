"""The pages of the administrator: all officers, a new one, one of them; and where an invitation is taken up."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidegate.errors import SettingError
from tidegate.web.people.city import partner_of, partners
from tidegate.web.people.directory.linking import entry_of
from tidegate.web.people.inviting import HOLDS, invited, take_up
from tidegate.web.people.models import Invitation, Officer
from tidegate.web.people.officers.acts import (
    By,
    OwnAccount,
    Wish,
    officer_changed,
    officer_invited,
    officer_linked,
    officer_locked,
    officer_made,
    officer_put_out,
)
from tidegate.web.people.officers.forms import (
    EntryForm,
    InvitationForm,
    InviteForm,
    OfficerForm,
    PostForm,
    ReasonForm,
)
from tidegate.web.people.tries import failed_try, may_try

_WRONG = 422


FORMS: dict[str, type[ReasonForm]] = {
    "change": PostForm, "lock": ReasonForm, "unlock": ReasonForm, "end": ReasonForm, "invite": InviteForm,
    "link": EntryForm,
}  # fmt: skip
"""What can be done to an account, by the word in its address, and the form that asks for it."""


@never_cache
@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """List the accounts.

    Args:
        request: The request.
    Raises:
        Http404: The officer is no administrator.
    """
    _administrator(request)
    names = {p.id: p.name for p in partners()}
    proven = set(Authenticator.objects.values_list("user_id", flat=True))
    found = Officer.objects.order_by("username").annotate(sessions=Count("usersession", distinct=True))
    waiting = set(Invitation.objects.filter(expires__gt=timezone.now()).values_list("officer_id", flat=True))
    rows = [(o, names.get(o.partner, o.partner), o.pk in proven, o.pk in waiting) for o in found]
    return render(request, "people/officers.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an account.

    Args:
        request: The request.
    Raises:
        Http404: The officer is no administrator.
    """
    own = _administrator(request)
    form = OfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        wish = Wish(told["name"], told["role"], told["partner"], told.get("entry", ""))
        try:
            made, code = officer_made(By(own, told["reason"], timezone.now()), wish)
        except SettingError:
            form.add_error("entry" if wish.entry else "name", _("This cannot be taken; another account may have it."))
        else:
            if code:
                return _page(request, made, code=code, made=True)
            messages.success(request, _("The account was made. The officer signs in through the directory."))
            return redirect("people:officer", made.pk)
    return render(request, "people/officer_new.html", {"form": form}, status=_WRONG if form.errors else 200)


@never_cache
@require_safe
def officer(request: HttpRequest, number: int) -> HttpResponse:
    """Show an account and what can be done with it.

    Args:
        request: The request.
        number: Number of the account.
    Raises:
        Http404: There is none, or the officer is no administrator.
    """
    _administrator(request)
    return _page(request, _found(number))


@never_cache
@require_POST
def act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Do something with an account.

    Args:
        request: The request.
        number: Number of the account.
        what: One of `FORMS`.
    Raises:
        Http404: There is none, the officer is no administrator, or nothing is done so.
    """
    own, who = _administrator(request), _found(number)
    if what not in FORMS or (what == "link" and settings.DIRECTORY is None):
        raise Http404
    form = FORMS[what](request.POST)
    if not form.is_valid():
        return _page(request, who, wrong=(what, form))
    try:
        code = _done(what, By(own, form.cleaned_data["reason"], timezone.now()), who, form.cleaned_data)
    except OwnAccount:
        messages.error(request, _("Nobody does this to their own account. Ask another administrator."))
    except SettingError:
        form.add_error("entry", _("This cannot be taken; another account may have it."))
        return _page(request, who, wrong=(what, form))
    else:
        if code:
            return _page(request, who, code=code)
        messages.success(request, _("It is done, and stands in the ledger."))
    return redirect("people:officer", who.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Let an officer set a password with the code that the administrator gave.

    Args:
        request: The request.
    """
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, now = form.cleaned_data, timezone.now()
        who = invited(told["name"], told["code"], now=now) if may_try(request, told["name"]) else None
        if who is not None and take_up(who, told["code"], told["password"], now=now):
            messages.success(request, _("The password is set. Sign in with it now."))
            return redirect("account_login")
        failed_try(request, told["name"])
        form.add_error("code", _("Name and code do not belong together, or the code serves no more."))
    return render(request, "people/invitation.html", {"form": form}, status=_WRONG if form.errors else 200)


def _page(
    request: HttpRequest, who: Officer, *, wrong: tuple[str, ReasonForm] | None = None, code: str = "",
    made: bool = False,
) -> HttpResponse:  # fmt: skip
    """Show an account; `wrong` is the form that was sent and could not be taken, `code` one that was just made."""
    begun = {"role": who.role, "partner": who.partner, "entry": entry_of(who)}
    forms = {k: form(auto_id=f"id_{k}_%s", initial=begun) for k, form in FORMS.items()}
    if wrong:
        what, form = wrong
        form.auto_id = f"id_{what}_%s"
        forms[what] = form
    waiting = Invitation.objects.filter(officer=who, expires__gt=timezone.now()).first()
    told = {
        "who": who, "partner": partner_of(who), "forms": forms, "wrong": wrong[0] if wrong else "",
        "wrong_form": wrong[1] if wrong else None, "code": code, "made": made, "days": HOLDS.days,
        "own": who.pk == request.user.pk, "sessions": UserSession.objects.filter(user=who).count(),
        "factors": Authenticator.objects.filter(user=who).exclude(type="recovery_codes").count(),
        "waiting": waiting, "entry": entry_of(who),
    }  # fmt: skip
    return render(request, "people/officer.html", told, status=_WRONG if wrong else 200)


def _administrator(request: HttpRequest) -> Officer:
    own = request.user
    if not isinstance(own, Officer) or own.role != "administrator":
        raise Http404
    return own


def _found(number: int) -> Officer:
    found = Officer.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _done(what: str, by: By, who: Officer, told: dict[str, Any]) -> str:
    """Do it; give the code of an invitation where one was made."""
    if what == "invite":
        return officer_invited(by, who, forget=told["forget"])
    if what == "change":
        officer_changed(by, who, role=told["role"], partner=told["partner"])
    elif what == "link":
        officer_linked(by, who, told["entry"])
    elif what == "end":
        officer_put_out(by, who)
    else:
        officer_locked(by, who, locked=what == "lock")
    return ""
