"""The meeting while it is held: one page a reader that follows the chair, and the stream that tells it of changes."""
