"""Evidence to launches: which evidence speaks of the same launch, its catalog entry, conflicts.

May not know: flight.
"""
