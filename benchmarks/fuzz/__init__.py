"""Coverage-guided fuzzing of the X12 readers."""
