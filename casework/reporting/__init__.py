"""Telling a body of what was decided for it: the register of such decisions, and the item that reports them."""
