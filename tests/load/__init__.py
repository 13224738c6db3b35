"""Many physicians at once against a real server, undisturbed and killed."""
