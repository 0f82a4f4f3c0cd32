"""Programs for developers: they write the made pages and the lock files, and check what a release is made of."""
