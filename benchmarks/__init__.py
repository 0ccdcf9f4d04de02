"""How quick it is, as ratios to what the same rows cost by themselves. `make bench` runs everything."""
