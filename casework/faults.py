"""What a fault at the command line is called: one sentence, without a traceback and without secrets."""

import importlib.util


def told(error: Exception) -> str:
    """The sentence for `error`. Settings' own words where it is one; the database's kind of trouble; else its type."""
    if type(error).__name__ == "SettingsError":
        return str(error)
    if importlib.util.find_spec("sqlalchemy") and type(error).__module__.startswith("sqlalchemy."):
        original = type(getattr(error, "orig", error)).__name__
        hint = "Har casework init körts, och stämmer CASEWORK_DATABASE_URL?"
        return f"Databasen svarar inte som väntat ({original}). {hint}"
    if isinstance(error, OSError):
        return (
            f"{error.strerror or type(error).__name__}: {error.filename}"
            if error.filename
            else str(error.strerror or error)
        )
    return f"Ett oväntat fel inträffade ({type(error).__name__}). Sätt CASEWORK_LOG_LEVEL=debug för att se mer."
