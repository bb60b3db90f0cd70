"""Findings to page, data, map and plots. In: a dossier record. Out: files. May not know: flight, inference."""
