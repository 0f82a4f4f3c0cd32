"""Changes one spot of the SQL at a time, runs the tests that could see it, and counts the changes nobody noticed."""
