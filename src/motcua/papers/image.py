"""What a decoded photo is, for all who look at one."""

import numpy as np
from numpy.typing import NDArray

#: Height x width x 3, BGR, uint8.
Image = NDArray[np.uint8]
