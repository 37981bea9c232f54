"""What calibration found, for readers."""


def publish(*_) -> None:
    """Nothing yet."""
