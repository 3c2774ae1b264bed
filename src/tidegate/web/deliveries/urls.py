"""The addresses of the deliveries that are sent."""

from django.urls import path

from tidegate.web.deliveries import views

app_name = "deliveries"
urlpatterns = [
    path("<slug:register>/send/", views.send, name="send"),
    path("sent/<slug:upload_id>/", views.upload, name="upload"),
    path("sent/<slug:upload_id>/take/", views.take, name="take"),
    path("sent/<slug:upload_id>/throw/", views.throw, name="throw"),
    path("sent/<slug:upload_id>/again/", views.again, name="again"),
    path("of-job/<slug:job_id>/", views.of_job, name="of-job"),
]
