"""Reading officer reports and typesetting extracts."""
