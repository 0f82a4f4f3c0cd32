"""Hold one use case a module: the order of its steps."""
