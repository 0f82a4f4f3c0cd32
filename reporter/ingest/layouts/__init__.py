"""Turns the rows of a file, as a county's layout has them, into the columns of one log: rows in, rows out."""
