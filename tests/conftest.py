"""What all tests share."""

import os

from hypothesis import settings

# Speed belongs to the benchmarks; a test on a busy machine must not fail for being slow. In CI every run tries the
# same examples: what fails there fails for the change, and new examples are found where somebody can look at them.
settings.register_profile("cnnviz", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("cnnviz")
