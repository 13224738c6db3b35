"""Pure mathematics: tensors in, tensors out; no files, clock, logging or global seed."""
