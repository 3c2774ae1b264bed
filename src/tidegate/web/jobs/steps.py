"""The steps of long work in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidegate.pipeline.picturing.build import SHARES
from tidegate.web.jobs.models import Job, Kind

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
    "writing the file": gettext_lazy("writing the file"),
}
"""What the pipeline says to what a reader sees."""


def step_in_words(job: Job) -> str:
    """Say what a job does now.

    Args:
        job: The job.
    """
    if not job.step:
        return ""
    if job.step in STEPS:
        return str(STEPS[job.step])
    if job.kind == Kind.PICTURE and (job.share or 0.0) < SHARES["reading"]:
        return _("reading %(what)s") % {"what": job.step}
    if job.kind == Kind.PICTURE and (job.share or 0.0) < SHARES["linking"]:
        return _("finding out who is who: %(what)s") % {"what": job.step}
    return str(job.step)
