"""Number series and files."""
