"""Which address leads to which page."""

from django.urls import include, path

handler403 = "tidegate.web.site.errors.forbidden"
handler404 = "tidegate.web.site.errors.not_found"
handler500 = "tidegate.web.site.errors.fault"

urlpatterns = [
    path("", include("tidegate.web.site.urls")),
    path("", include("tidegate.web.people.urls")),
    path("", include("tidegate.web.atlas.urls")),
    path("", include("tidegate.web.api.urls")),
    path("review/", include("tidegate.web.review.urls")),
    path("data/", include("tidegate.web.deliveries.urls")),
    path("jobs/", include("tidegate.web.jobs.urls")),
    path("ledger/", include("tidegate.web.audit.urls")),
]
