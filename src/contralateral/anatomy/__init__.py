"""A scan and what is measured on it: clean surface, plane of symmetry, map, measures, figures; knows no billing."""
