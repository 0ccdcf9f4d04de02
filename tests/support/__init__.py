"""What tests stand on: a browser, a PostgreSQL server, a mail server, and no skipped test in CI.

Nothing here knows the application: the fixtures that build an app on top of these live in tests/conftest.py.
"""
