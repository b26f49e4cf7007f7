"""What every test of core runs under: the same examples each time, and no deadline on a busy machine."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "warroom", derandomize=True, deadline=None, max_examples=60, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
settings.load_profile("warroom")
