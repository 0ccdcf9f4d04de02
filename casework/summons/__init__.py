"""Summoning a meeting: frozen agendas, letters to members and substitutes, answers, substitutes called, packets."""
