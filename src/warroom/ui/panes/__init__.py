"""The panes of the room: each is given the room and shows it."""
