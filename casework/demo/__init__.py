"""The demo: an invented municipality, its story and its mailbox."""
