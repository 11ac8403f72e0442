"""contralateral: one custom, asymmetric device from evaluation to paid claim."""

__version__ = "0.1.0"
