"""Ärenden: reports, steps, recipients, history."""
