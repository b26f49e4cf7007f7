"""The errors a person can see: each is one sentence with the way out."""


class WarroomError(Exception):
    """Something that a person can put right; its text is one plain sentence with the way out."""


class LineError(WarroomError):
    """A line that cannot be understood, or that speaks of something the incident does not have."""


class TimeError(LineError):
    """A time that does not exist or cannot be placed."""


class NotFoundError(WarroomError):
    """An incident or a record that is not there."""


class StoreError(WarroomError):
    """A file or folder that cannot be read or written."""
