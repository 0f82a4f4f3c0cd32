"""How long the product takes, phase by phase, on counties of any size whose planted faults are known."""
