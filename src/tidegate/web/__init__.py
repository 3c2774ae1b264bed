"""The site: what a signed-in officer of a partner sees of a picture, in a browser."""
