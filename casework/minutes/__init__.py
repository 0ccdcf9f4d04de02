"""Minutes: written by themselves from the meeting, approved on one hash, corrected by records of their own."""
