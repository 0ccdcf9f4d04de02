"""What was decided to be done, and what was raised in the assembly: who, by when, what came of it."""
