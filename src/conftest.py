"""The site's modules can be imported on a workspace alone; `tests/web` runs their examples."""

collect_ignore_glob = ["tidegate/web/*"]
