"""Deliveries that are sent to the site: looked at first, taken in when a person says so."""
