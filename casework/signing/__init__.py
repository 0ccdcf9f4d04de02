"""Confirming that it is he who signs: a second time, by a method of which the signature then tells."""
