"""Flask applications that write the rows of the job and do nothing else: no log-in, no rule, no chain, no page.

What they take is what the rows themselves cost, by SQLAlchemy's ORM, by its Core, and by the bare driver.
"""
