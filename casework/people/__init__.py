"""Persons, accounts, bodies, seats, roles, and the directory of functions."""
