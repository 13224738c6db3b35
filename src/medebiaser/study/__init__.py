"""The simulated physician and the experiments."""
