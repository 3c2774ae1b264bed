"""A picture on its way out: for its purpose, with a reason, written down first, with an end date beside it."""

from tidegate.pipeline.picturing.leaving.export import FORMS, ExportWish, export_picture

__all__ = ["FORMS", "ExportWish", "export_picture"]
