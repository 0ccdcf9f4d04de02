"""Meetings, roll, agenda, decisions, extracts."""
