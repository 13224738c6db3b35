"""The server: thin routes over the steps and stores. Parse, call one step, reply."""
