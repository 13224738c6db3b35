"""Files of regions, one module per format; each reads into a `Drawing`."""
