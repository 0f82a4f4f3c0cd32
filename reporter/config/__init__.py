"""Read policy.toml and the log schemas as typed values."""
