"""What opens over a screen: help, a record's history, what is missing."""
