"""Writing the officer report: the form, its templates, what is typed and not saved, and who writes together."""
