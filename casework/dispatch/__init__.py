"""Deliveries and the channels that carry them."""
