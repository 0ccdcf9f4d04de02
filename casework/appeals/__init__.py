"""Appeals of decisions, and the day on which a person confirms that one is final (laga kraft)."""
