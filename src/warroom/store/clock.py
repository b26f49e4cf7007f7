"""The one place that reads the machine's clock."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the instant it is, in UTC."""
    return datetime.now(UTC)
