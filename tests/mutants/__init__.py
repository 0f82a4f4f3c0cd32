"""Tests the tests: each mutant is one changed spot of a query, and some test should fail."""
