"""Vehicle and plan to trajectory: forces, guidance, staging, failure modes, entry to impact; the fast kernels. May not know: evidence."""
