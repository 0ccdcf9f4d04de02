"""What is proposed at an item, the questions that are put, the votes, the reservations."""
