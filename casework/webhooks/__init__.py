"""Telling other systems of what happened: who is told of what, and the messages on their way."""
