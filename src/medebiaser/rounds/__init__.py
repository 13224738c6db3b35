"""The steps of the loop, each callable from terminal, API and worker, each safe to run twice."""
