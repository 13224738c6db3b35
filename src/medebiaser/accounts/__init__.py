"""Who may log in: passwords, attempts, users, tokens. The same steps for API and command line."""
