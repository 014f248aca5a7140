"""Cases and plausible wrong answers of exercise 00."""


def signals(rng):
    """From one window that fills the signal to many, some of them with fractions."""
    kernel = rng.choice([-2, -1, 0, 1, 2, 3], size=rng.integers(1, 5))
    signal = rng.integers(-9, 10, size=len(kernel) + rng.integers(0, 7))
    if rng.random() < 0.3:
        signal = signal / 2
    return signal.tolist(), kernel.tolist(), int(rng.integers(1, 5))


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


def steps_by_the_kernel(signal, kernel, stride):
    return by_index(signal, kernel, len(kernel))


def multiplies_the_sums(signal, kernel, stride):
    return by_index(signal, [sum(kernel)] * len(kernel), stride)


def takes_means(signal, kernel, stride):
    return [total / len(kernel) for total in by_index(signal, kernel, stride)]


def does_not_add(signal, kernel, stride):
    starts = range(0, len(signal) - len(kernel) + 1, stride)
    return [[signal[s + i] * w for i, w in enumerate(kernel)] for s in starts]


def adds_all_windows(signal, kernel, stride):
    return sum(by_index(signal, kernel, stride))


def cuts_off_below_zero(signal, kernel, stride):
    return [max(total, 0) for total in by_index(signal, kernel, stride)]


def leaves_out_the_kernel(signal, kernel, stride):
    return by_index(signal, [1] * len(kernel), stride)


def pads_both_ends(signal, kernel, stride):
    zeros = [0] * (len(kernel) - 1)
    return by_index(zeros + signal + zeros, kernel, stride)


def counts_by_the_signal(signal, kernel, stride):
    rest = signal + [0] * len(kernel)
    return [_at(rest, kernel, n * stride) for n in range(len(signal) // stride)]


def cuts_to_integers(signal, kernel, stride):
    return [int(total) for total in by_index(signal, kernel, stride)]


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
            steps_by_the_kernel: "Windows lie side by side: the next one starts "
            "`stride` numbers further, whatever the kernel's length.",
            multiplies_the_sums: "Multiply number by number and add the products: the "
            "sum of the window times the sum of the kernel is something else.",
            takes_means: "This is the mean of the products; their sum is asked for.",
            does_not_add: "The products of a window are not added yet: each window "
            "gives one number.",
            adds_all_windows: "All windows are added up: return a list with one sum "
            "for each.",
            leaves_out_the_kernel: "The kernel's numbers are not used: multiply by "
            "them before you add.",
            pads_both_ends: "No zeros are added: the first window starts at the first "
            "number and the last one ends inside the signal.",
            counts_by_the_signal: "The number of windows also depends on the kernel: "
            "the last one must lie wholly inside the signal.",
            cuts_to_integers: "The sums are cut to whole numbers: a signal may hold "
            "fractions.",
            cuts_off_below_zero: "Sums below 0 stay as they are: there is no "
            "activation here.",
        },
    },
}
ALTERNATIVES = {"slide": by_index}
