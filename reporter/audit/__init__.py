"""Decide completeness tests, controls, measures and the claim."""
