"""The notice board: notices of approved minutes and of decisions by delegation, and when each of them stood there."""
