"""Cases and plausible wrong answers of exercise 00."""


def signals(rng):
    kernel = rng.choice([-2, -1, 1, 2, 3], size=rng.integers(2, 4)).tolist()
    signal = rng.integers(1, 10, size=len(kernel) + rng.integers(1, 6)).tolist()
    return signal, kernel, int(rng.integers(1, 4))


def flips_the_kernel(signal, kernel, stride):
    return by_index(signal, kernel[::-1], stride)


def stops_one_window_early(signal, kernel, stride):
    starts = range(0, len(signal) - len(kernel), stride)
    return [_at(signal, kernel, start) for start in starts]


def ignores_the_stride(signal, kernel, stride):
    return by_index(signal, kernel, 1)


def starts_at_the_index(signal, kernel, stride):
    count = (len(signal) - len(kernel)) // stride + 1
    return [_at(signal, kernel, index) for index in range(count)]


def hangs_over_the_edge(signal, kernel, stride):
    padded = signal + [0] * (len(kernel) - 1)
    return by_index(padded, kernel, stride)


def by_index(signal, kernel, stride):
    count = (len(signal) - len(kernel)) // stride + 1
    return [_at(signal, kernel, stride * index) for index in range(count)]


def _at(signal, kernel, start):
    return sum(kernel[i] * signal[start + i] for i in range(len(kernel)))


GROUPS = {
    "slide": {
        "function": "slide",
        "arguments": signals,
        "mutants": {
            flips_the_kernel: "The kernel is flipped: its first number belongs to the "
            "first number of the window.",
            stops_one_window_early: "The last window is missing: it may start at "
            "len(signal) - len(kernel), and `range` stops before its end.",
            ignores_the_stride: "The stride is ignored: each window starts `stride` "
            "numbers after the one before.",
            starts_at_the_index: "The number of windows is right, but window i starts "
            "at i * stride, not at i.",
            hangs_over_the_edge: "Windows hang over the end: the last one must lie "
            "wholly inside the signal.",
        },
    },
}
ALTERNATIVES = {"slide": by_index}
