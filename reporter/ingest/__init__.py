"""Read delivered files into typed, accounted records."""
