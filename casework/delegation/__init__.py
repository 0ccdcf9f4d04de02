"""What a body has delegated (the scheme), what is checked against it, and decisions by officials."""
