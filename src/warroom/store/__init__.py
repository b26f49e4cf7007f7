"""Where incidents live on disk: append-only logs, the TinyDB checkpoint, the room and the library."""
