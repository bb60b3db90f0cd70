"""Observations as they come: a filter for what nothing is known of, a bank of flights for what is, odds at every line.

In: lines of a stream, or sightings. Out: updates. May not know: documents, dossiers, terminals.
"""
