"""The figures of DESIGN, measured as ratios in one run: `make bench`."""
