"""What the README promises of speed and memory, measured as ratios within one run."""
