"""Explanations, priors, likelihoods, the sampler, comparison.

In: observations. Out: posteriors. May not know: documents.
"""
