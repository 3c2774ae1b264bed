"""The steps of long work in the reader's language."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidegate.web.jobs.models import Job

STEPS: dict[str, str | Promise] = {
    "putting references in terms of entities": gettext_lazy("putting references in terms of entities"),
    "putting premises on the map": gettext_lazy("putting premises on the map"),
    "measuring how few places hold how much": gettext_lazy("measuring how few places hold how much"),
    "tying who is tied to whom": gettext_lazy("tying who is tied to whom"),
    "putting the rules to the records": gettext_lazy("putting the rules to the records"),
    "looking for points of intervention": gettext_lazy("looking for points of intervention"),
    "watching what came after closures and refusals": gettext_lazy("watching what came after closures and refusals"),
    "describing the sectors": gettext_lazy("describing the sectors"),
    "preparing the pages": gettext_lazy("preparing the pages"),
    "reading the registers": gettext_lazy("reading the registers"), "linking": gettext_lazy("finding out who is who"),
    "renewing": gettext_lazy("finding out who is who"), "gathering": gettext_lazy("gathering what the records say"),
    "comparing": gettext_lazy("comparing"), "grouping": gettext_lazy("putting together what belongs together"),
    "writing the file": gettext_lazy("writing the file"),
    "checking the delivery": gettext_lazy("checking the delivery"),
}  # fmt: skip
"""What the pipeline says to what a reader sees."""

KINDS: dict[str, str | Promise] = {
    "person": gettext_lazy("Persons"), "organisation": gettext_lazy("Organisations"),
    "establishment": gettext_lazy("Establishments"), "premises": gettext_lazy("Premises"),
}  # fmt: skip
"""Kind of thing that is linked to what several of it are called."""

_KIND = re.compile(r"linking (?P<kind>[a-z]+)|(?P<of>[a-z]+): (?P<stage>[a-z ]+)")


def step_in_words(job: Job) -> str:
    """Say what a job does now.

    Args:
        job: The job.
    """
    if not job.step:
        return ""
    if job.step in STEPS:
        return str(STEPS[job.step])
    found = _KIND.fullmatch(str(job.step))
    if found:
        kind = found["kind"] or found["of"]
        what = STEPS.get(found["stage"] or "linking", found["stage"])
        return f"{KINDS.get(kind, kind)}: {what}"
    if job.step.startswith("read "):
        return _("reading %(what)s") % {"what": job.step.removeprefix("read ")}
    return str(job.step)
