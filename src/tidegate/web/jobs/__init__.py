"""Long work in the background: building a picture, writing a report or an export; never within a request."""
