"""Numerical arrays for the jobs that fit and judge predictions. Pages never import this: it costs 25 MB a process."""

from __future__ import annotations

import os

# The matrices are narrow: a second thread only takes a core from somebody who waits for a page.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

__all__ = ["Flags", "Floats", "np"]
