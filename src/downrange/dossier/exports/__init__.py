"""The dossier for other programs: GeoJSON, KML, CZML, Parquet. In: a dossier. Out: files. May not know: the page."""
