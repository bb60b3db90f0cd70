"""Posterior to findings, and what cannot be told.

May not know: how flights are flown.
"""
