"""The site: the picture on a screen, for officers who chose a purpose and gave a reason.

Floors, top to bottom: `serving`, `urls`, `wsgi` and `settings`; `site` (frame and start page); `atlas` (pages of the
picture); `people` (who is who, in which context they work, and `look`, the only way to a picture); `audit` (the
ledger); `ground` (the workspace that the site stands on). Everything below the web runs without it, and without Django.
"""
