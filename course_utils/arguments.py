"""What several modules ask of their arguments."""

from numbers import Integral


def is_integer(value, least):
    """Whether `value` is an integer (True and False are none) from `least` on."""
    is_number = isinstance(value, Integral) and not isinstance(value, bool)
    return is_number and value >= least


def check_integers(least, /, **arguments):
    """Refuse arguments that are not integers from `least` on.

    Raises ValueError that names the first such argument.
    """
    for name, value in arguments.items():
        if not is_integer(value, least):
            raise ValueError(
                f"`{name}` must be an integer from {least} on. "
                f"Received: {name}={value!r}"
            )
