"""Random tables, written in random layouts by a program that knows what each row says, with the policy that fits them.

It shares no code with the readers: what a row says is drawn first, then spelled, laid out and written.
"""
