"""The addresses of the deliveries that are sent."""

from django.urls import path

from tidegate.web.deliveries import mending, views

app_name = "deliveries"
urlpatterns = [
    path("<slug:register>/send/", views.send, name="send"),
    path("sent/<slug:upload_id>/", views.upload, name="upload"),
    path("sent/<slug:upload_id>/take/", views.take, name="take"),
    path("sent/<slug:upload_id>/throw/", views.throw, name="throw"),
    path("sent/<slug:upload_id>/again/", views.again, name="again"),
    path("<slug:register>/repair/", mending.start, name="repair-start"),
    path("repairs/<slug:repair_id>/", mending.repair, name="repair"),
    path("repairs/<slug:repair_id>/choose/", mending.choose, name="repair-choose"),
    path("repairs/<slug:repair_id>/again/", mending.again, name="repair-again"),
    path("repairs/<slug:repair_id>/write/", mending.write_down, name="repair-write"),
    path("repairs/<slug:repair_id>/back/", mending.take_back, name="repair-back"),
    path("of-job/<slug:job_id>/", views.of_job, name="of-job"),
]
