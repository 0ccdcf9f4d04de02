"""Money as typed, computed and stated in a text: whole öre and Decimal, never floats."""
