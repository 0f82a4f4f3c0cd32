"""How the rows of a sample stand. Each module here proposes for one kind; a new kind is one more module.

A module has `readings(path, parquet, fit)`: the ways it knows to read the sample in which a header fits a log, each
tried on the file with the reader that a run uses.
"""
