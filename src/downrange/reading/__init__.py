"""Documents to evidence. In: a file. Out: records with spans, and problems. May not know: flight, linking."""
