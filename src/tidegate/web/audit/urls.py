"""The address of the ledger."""

from django.urls import path

from tidegate.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.ledger, name="ledger"),
]
