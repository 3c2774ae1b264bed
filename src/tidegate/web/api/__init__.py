"""The API: what the pages of the atlas show, for programs, under the same rules; and the feed of counts for offices."""
