"""The reporter: did any release happen before vetting, and what do the records prove?"""

__version__ = "0.1.0"
