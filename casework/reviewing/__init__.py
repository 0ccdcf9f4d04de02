"""Reading the officer report critically: versions side by side, comments, suggestions, who has taken a review."""
