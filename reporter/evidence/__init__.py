"""Pack, sign, verify, pseudonymise, and answer requests."""
