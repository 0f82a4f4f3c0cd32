"""One module a family of commands; every command that stands in one is found by looking."""
