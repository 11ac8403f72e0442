"""X12 files made from a seed, and the time that this project and others take to read them."""
