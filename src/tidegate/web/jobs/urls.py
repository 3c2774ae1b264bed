"""The addresses of the long work."""

from django.urls import path

from tidegate.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("start/", views.start, name="start"),
    path("<slug:job_id>/", views.job, name="job"),
    path("<slug:job_id>/progress.json", views.progress, name="progress"),
    path("<slug:job_id>/cancel/", views.stop, name="cancel"),
    path("<slug:job_id>/again/", views.again, name="again"),
    path("<slug:job_id>/file/", views.file, name="file"),
]
