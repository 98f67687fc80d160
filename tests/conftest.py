"""What all tests share."""

from hypothesis import settings

# Speed belongs to the benchmarks; a test on a busy machine must not fail for being slow.
settings.register_profile("cnnviz", deadline=None)
settings.load_profile("cnnviz")
