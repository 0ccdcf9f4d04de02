"""The statute as pure functions; each names paragraph and source. No Flask, no database."""
