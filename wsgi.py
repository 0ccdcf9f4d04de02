"""The application for any WSGI server: `gunicorn wsgi:app`."""

from casework import create_app

app = create_app()
