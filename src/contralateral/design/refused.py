"""The exception of this room."""

from contralateral.errors import ContralateralError

__all__ = ["DesignRefused"]


class DesignRefused(ContralateralError):
    """A solid that cannot be made from what was asked: the fault, and what to change."""

    def __init__(self, fault: str, way_out: str) -> None:
        self.fault, self.way_out = fault, way_out
        super().__init__(f"{fault} {way_out}")
