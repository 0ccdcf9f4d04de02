"""What a municipality decides together with others: so far the conditions of its decisions."""
