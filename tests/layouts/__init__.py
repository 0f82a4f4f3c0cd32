"""Layouts: exports as they were delivered, and what they must come to."""
