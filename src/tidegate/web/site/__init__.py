"""The frame of every page: bar, navigation, languages, error pages, health, and the start page."""
