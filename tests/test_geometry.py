import itertools

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.geometry import output_size, same_padding, touched_inputs

sizes = st.integers(1, 60)
steps = st.integers(1, 7)
paddings = st.sampled_from(["valid", "same"])


def rows_read(size, kernel, stride, padding, dilation):
    """[out, size] booleans from Keras: does window `o` read row `r`?"""
    one_row_at_a_time = np.eye(size, dtype="float32")[:, :, None]
    ones = np.ones((kernel, 1, 1), "float32")
    y = keras.ops.conv(one_row_at_a_time, ones, stride, padding, dilation_rate=dilation)
    return keras.ops.convert_to_numpy(y)[:, :, 0].T > 0


# Keras refuses a stride and a dilation together.
RATES = [(stride, 1) for stride in range(1, 5)] + [(1, 2), (1, 3)]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("stride", "dilation"), RATES)
def test_windows_are_those_of_keras(stride, dilation, padding):
    for size, kernel in itertools.product(range(1, 13), range(1, 6)):
        if padding == "valid" and (kernel - 1) * dilation + 1 > size:
            continue
        read = rows_read(size, kernel, stride, padding, dilation)
        out, ignored = output_size(size, kernel, stride, padding, dilation)
        before = 0
        if padding == "same":
            before, _ = same_padding(size, kernel, stride, dilation)
        expected = np.zeros((out, size), bool)
        for window, tap in itertools.product(range(out), range(kernel)):
            row = window * stride - before + tap * dilation
            if 0 <= row < size:
                expected[window, row] = True
        case = f"{size=} {kernel=}"
        np.testing.assert_array_equal(read, expected, err_msg=case)
        if dilation == 1:  # the rows between the taps of a dilated kernel are reached
            assert ignored == size - 1 - np.flatnonzero(read.any(axis=0)).max(), case


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_pooling_layers_and_strided_dilation_follow_the_same_rule(padding):
    for size, kernel, stride in itertools.product((7, 8, 20), (1, 2, 3), (1, 2, 3)):
        x = np.zeros((1, size, size, 1), "float32")
        pooled = keras.layers.MaxPooling2D(kernel, stride, padding)(x)
        assert pooled.shape[1] == output_size(size, kernel, stride, padding)[0]
        layer = keras.layers.DepthwiseConv2D(
            kernel, stride, padding, dilation_rate=2, use_bias=False
        )
        expected, _ = output_size(size, kernel, stride, padding, dilation=2)
        assert layer(x).shape[1] == expected


@given(sizes, steps, steps, steps)
def test_valid_windows_tile_the_rows_up_to_the_ignored_ones(
    size, kernel, stride, dilation
):
    span = (kernel - 1) * dilation + 1
    size += span
    out, ignored = output_size(size, kernel, stride, dilation=dilation)
    assert (out - 1) * stride + span + ignored == size
    assert 0 <= ignored < stride  # else one more window would fit


@given(sizes, steps, steps, steps)
def test_same_padding_is_just_enough_and_even(size, kernel, stride, dilation):
    span = (kernel - 1) * dilation + 1
    out, ignored = output_size(size, kernel, stride, "same", dilation)
    before, after = same_padding(size, kernel, stride, dilation)
    assert (out - 1) * stride < size <= out * stride
    assert 0 <= after - before <= 1
    assert (out - 1) * stride + span + ignored == before + size + after
    assert ignored == 0 or before == after == 0


@given(sizes, steps, steps, steps)
def test_same_is_valid_on_the_padded_rows(size, kernel, stride, dilation):
    before, after = same_padding(size, kernel, stride, dilation)
    out_and_ignored = output_size(size, kernel, stride, "same", dilation)
    padded = before + size + after
    assert output_size(padded, kernel, stride, dilation=dilation) == out_and_ignored


@given(sizes, steps, steps, paddings)
def test_dilation_is_a_longer_kernel(size, kernel, dilation, padding):
    span = (kernel - 1) * dilation + 1
    size += span
    dilated = output_size(size, kernel, 2, padding, dilation)
    assert dilated == output_size(size, span, 2, padding)


def test_published_sizes():
    assert output_size(224, 7, 2, "same") == (112, 0)  # the stem of ResNet
    assert same_padding(224, 7, 2) == (2, 3)
    assert output_size(14, 7) == (8, 0)  # a 7x7 head at twice the training size
    assert output_size(299, 3, 2) == (149, 0)  # the stem of InceptionV3


def test_numpy_integers_are_integers():
    assert output_size(np.int64(5), np.int32(3), np.uint8(2)) == (2, 0)


@pytest.mark.parametrize("name", ["size", "kernel", "stride", "dilation"])
@pytest.mark.parametrize("value", [0, -1, 2.0, "3", True, None, (2, 2)])
@pytest.mark.parametrize("function", [output_size, same_padding])
def test_refuses_what_is_not_a_positive_integer(function, name, value):
    arguments = {"size": 5, "kernel": 3, "stride": 1, "dilation": 1, name: value}
    with pytest.raises(ValueError, match=f"`{name}` must be an integer from 1 on.*Rec"):
        function(**arguments)


@pytest.mark.parametrize("padding", ["full", "SAME", None, 1])
def test_refuses_unknown_padding(padding):
    with pytest.raises(ValueError, match=r"`padding` must be 'valid' or 'same'.*Rec"):
        output_size(5, 3, padding=padding)


@pytest.mark.parametrize(("kernel", "dilation"), [(6, 1), (3, 3)])
def test_refuses_a_kernel_larger_than_a_valid_input(kernel, dilation):
    with pytest.raises(ValueError, match=r"`kernel` must fit.*Received: kernel="):
        output_size(5, kernel, dilation=dilation)
    assert output_size(5, kernel, padding="same", dilation=dilation) == (5, 0)


# Stacks of dilated layers ------------------------------------------------------------

stacks = st.lists(st.integers(1, 6), max_size=4)


@given(steps, stacks)
def test_touched_inputs_are_the_powers_of_a_product(kernel, rates):
    """Stacked kernels are one kernel, their product as polynomials."""
    polynomial = np.ones(1)
    for rate in rates:
        taps = np.zeros((kernel - 1) * rate + 1)
        taps[::rate] = 1
        polynomial = np.convolve(polynomial, taps)
    assert touched_inputs(kernel, rates) == tuple(np.flatnonzero(polynomial > 0.5))


@given(st.integers(1, 4), stacks)
def test_the_order_of_rates_changes_nothing_and_the_last_ends_the_field(kernel, rates):
    touched = touched_inputs(kernel, rates)
    assert touched == touched_inputs(kernel, sorted(rates))
    assert touched[-1] == sum(rates) * (kernel - 1)
    assert {touched[-1] - offset for offset in touched} == set(touched)  # symmetric


def test_published_gaps():
    assert touched_inputs(3, [2, 2, 2]) == tuple(range(0, 13, 2))  # 7 of 13
    assert len(touched_inputs(3, [2, 4, 8])) == 15  # of 29
    for rates, inputs in [([1, 2, 5], 17), ([1, 2, 4, 8], 31)]:
        assert touched_inputs(3, np.array(rates)) == tuple(range(inputs))


def test_touched_inputs_refuses_bad_settings():
    with pytest.raises(ValueError, match="`kernel` must be an integer from 1 on"):
        touched_inputs(2.0, [1])
    with pytest.raises(ValueError, match=r"`rates` must be an integer from 1 on.*=0"):
        touched_inputs(3, [1, 0])
    with pytest.raises(ValueError, match=r"`rates` must be a list .*=2"):
        touched_inputs(3, 2)
