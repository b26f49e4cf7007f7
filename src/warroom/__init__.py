"""A terminal war room for outages."""

__version__ = "0.1.0"
