"""Pictures by a formula that the tests repeat (test/engine/support/pictures.ts)."""
import numpy as np


def picture(height, width, channels):
    """Smooth and rough parts, the same numbers as in the tests."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    return ((y * 7 + x * 11 + c * 50 + (x * y) % 17 * 5 + ((x // 3 + y // 2) % 2) * 60) % 256).astype("uint8")
