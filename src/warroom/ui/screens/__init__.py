"""The screens: the room, the library and the document."""
