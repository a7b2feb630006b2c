"""Curves that many KPIs of the library are scored on, as their rows write them."""

from typing import Final

from shared.domain.kpi.curves import Curve

LIN_HI: Final = Curve.parse("<0.6x:0|0.6x:60|1.0x:100|1.2x:120cap")
LIN_LO: Final = Curve.parse("0.8x:120cap|1.0x:100|1.2x:60|1.4x:0")
STEP: Final = Curve.parse(">=1.2x:120|>=1.0x:100|>=0.9x:85|>=0.8x:70|>=0.6x:50|else:0")
