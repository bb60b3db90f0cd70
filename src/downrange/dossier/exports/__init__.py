"""The dossier for other programs: maps, flights, provenance, orbits. In: a dossier. Out: files. May not know: CSS."""
