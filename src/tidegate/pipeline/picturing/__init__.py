"""From deliveries to a picture for one view, and the shelf on which pictures stand."""

from tidegate.pipeline.picturing.build import PictureReport, PictureWish, build_picture
from tidegate.pipeline.picturing.shelf import Picture, pictures_of, pinned, shelf, view_asked_for
from tidegate.pipeline.picturing.viewing import Granted, grant, requests_of

__all__ = [
    "Granted",
    "Picture",
    "PictureReport",
    "PictureWish",
    "build_picture",
    "grant",
    "pictures_of",
    "pinned",
    "requests_of",
    "shelf",
    "view_asked_for",
]
