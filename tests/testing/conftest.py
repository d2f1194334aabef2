from __future__ import annotations

import sys

from tests.testing.skeleton import SKELETON

sys.path.insert(0, str(SKELETON))
