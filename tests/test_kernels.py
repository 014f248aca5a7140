import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate

from course_utils.kernels import (
    bilinear_kernel,
    conv2d,
    conv2d_transpose,
    dilate_kernel,
    insert_zeros,
)

rng = np.random.default_rng(0)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_equals_keras(stride, padding):
    for height, width, h, w in itertools.product((5, 6), (7, 8), (1, 2, 3), (2, 5)):
        x = rng.normal(size=(2, height, width, 3)).astype("float32")
        layer = keras.layers.Conv2D(4, (h, w), stride, padding, use_bias=False)
        expected = keras.ops.convert_to_numpy(layer(x))
        (kernel,) = layer.get_weights()
        np.testing.assert_allclose(
            conv2d(x, kernel, stride, padding), expected, atol=1e-5
        )


def test_equals_scipy_correlation():
    x, kernel = rng.normal(size=(9, 8)), rng.normal(size=(4, 3))
    y = conv2d(x[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0]
    np.testing.assert_allclose(y, correlate(x, kernel, mode="valid"))


@given(st.integers(1, 4), st.integers(0, 3), st.integers(0, 3))
def test_commutes_with_a_shift_of_stride_cells(stride, down, right):
    x = rng.integers(-9, 10, (1, 20, 20, 2))
    kernel = rng.integers(-3, 4, (3, 2, 2, 1))
    whole = conv2d(x, kernel, stride)
    shifted = conv2d(x[:, down * stride :, right * stride :], kernel, stride)
    np.testing.assert_array_equal(shifted, whole[:, down:, right:])


def test_is_linear_in_both_arguments():
    x, z = rng.integers(-9, 10, (2, 1, 6, 7, 2))
    kernel, other = rng.integers(-9, 10, (2, 3, 3, 2, 4))
    total = conv2d(x + 2 * z, kernel - other)
    parts = [conv2d(a, k) for a, k in itertools.product((x, z), (kernel, other))]
    np.testing.assert_array_equal(
        total, parts[0] - parts[1] + 2 * parts[2] - 2 * parts[3]
    )


def test_a_one_hot_kernel_reads_one_cell_and_is_not_flipped():
    x = np.arange(25).reshape(1, 5, 5, 1)
    kernel = np.zeros((3, 3, 1, 1), int)
    kernel[0, 2] = 1  # top right
    np.testing.assert_array_equal(conv2d(x, kernel), x[:, :3, 2:])


def test_types():
    x = np.full((1, 3, 3, 1), 200, np.uint8)
    assert conv2d(x, np.ones((3, 3, 1, 1), np.uint8)).item() == 1800
    assert conv2d(x.tolist(), np.ones((3, 3, 1, 1), bool).tolist()).dtype == np.int64
    kernel = np.ones((3, 3, 1, 1), np.float32)
    assert conv2d(x.astype(np.float32), kernel).dtype == np.float32


def test_refuses_wrong_ranks():
    x, kernel = np.zeros((1, 5, 5, 1)), np.zeros((3, 3, 1, 1))
    with pytest.raises(ValueError, match=r"`x` must have four axes.*x.shape=\(5, 5\)"):
        conv2d(x[0, :, :, 0], kernel)
    with pytest.raises(ValueError, match=r"`kernel` must have four.*=\(3, 3, 1\)"):
        conv2d(x, kernel[..., 0])


def test_refuses_what_cannot_be_slid():
    x, kernel = np.zeros((1, 5, 5, 2)), np.zeros((3, 3, 2, 1))
    with pytest.raises(ValueError, match="`x` and `kernel` must have the same number"):
        conv2d(x, kernel[:, :, :1])
    with pytest.raises(ValueError, match="`kernel` must fit into the input"):
        conv2d(x[:, :, :2], kernel)
    with pytest.raises(ValueError, match="`stride` must be an integer from 1 on"):
        conv2d(x, kernel, stride=(1, 1))
    with pytest.raises(ValueError, match="`stride` must be an integer from 1 on"):
        conv2d(x, kernel, stride=0)
    with pytest.raises(ValueError, match="`padding` must be 'valid' or 'same'"):
        conv2d(x, kernel, padding="full")
    with pytest.raises(ValueError, match="`x` must hold numbers"):
        conv2d(np.full((1, 5, 5, 2), "a"), kernel)


# Dilated ----------------------------------------------------------------------------


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("rate", [1, 2, 4])
def test_dilated_equals_keras_and_the_kernel_with_zeros(rate, padding):
    for height, width, h, w in itertools.product((13, 14), (15,), (1, 2, 3), (2, 4)):
        x = rng.normal(size=(2, height, width, 3)).astype("float32")
        layer = keras.layers.Conv2D(
            4, (h, w), padding=padding, dilation_rate=rate, use_bias=False
        )
        expected = keras.ops.convert_to_numpy(layer(x))
        (kernel,) = layer.get_weights()
        ours = conv2d(x, kernel, padding=padding, dilation=rate)
        np.testing.assert_allclose(ours, expected, atol=1e-5)
        zeros = conv2d(x, dilate_kernel(kernel, rate), padding=padding)
        np.testing.assert_allclose(zeros, expected, atol=1e-5)


def test_zeros_come_between_and_not_around():
    assert dilate_kernel([[1, 2, 3]], 4).tolist() == [[1, 0, 0, 0, 2, 0, 0, 0, 3]]
    x = np.arange(1, 5).reshape(1, 2, 2, 1)
    expected = [[1, 0, 2], [0, 0, 0], [3, 0, 4]]
    assert insert_zeros(x, 2)[0, :, :, 0].tolist() == expected
    kernel = rng.normal(size=(3, 2, 4, 5))
    assert dilate_kernel(kernel, 3).shape == (7, 4, 4, 5)
    np.testing.assert_array_equal(dilate_kernel(kernel, 3)[::3, ::3], kernel)
    assert np.count_nonzero(dilate_kernel(kernel, 3)) == kernel.size


# Transposed -------------------------------------------------------------------------

SIZES = list(itertools.product(range(1, 6), range(1, 5)))  # kernel, stride


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_transposed_equals_keras(padding):
    for taps, stride in SIZES:
        x = rng.normal(size=(2, 3, 4, 2)).astype("float32")
        layer = keras.layers.Conv2DTranspose(
            3, (taps, 2), stride, padding, use_bias=False
        )
        expected = keras.ops.convert_to_numpy(layer(x))
        (kernel,) = layer.get_weights()
        ours = conv2d_transpose(x, kernel, stride, padding)
        np.testing.assert_allclose(ours, expected, atol=1e-5)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_transposed_is_a_convolution_of_the_input_with_zeros(padding):
    """The kernel flipped, its channels swapped, the padding of each side by rule."""
    for taps, stride in SIZES:
        x = rng.integers(-9, 10, (1, 4, 3, 2))
        kernel = rng.integers(-9, 10, (taps, taps, 3, 2))
        most = max(taps - stride, 0)
        before, after = (
            (taps - 1 - most // 2, taps - 1 - (most + 1) // 2)
            if padding == "same"
            else (taps - 1, taps - 1)
        )
        pads = (before, after + max(stride - taps, 0))
        wide = np.pad(insert_zeros(x, stride), [(0, 0), pads, pads, (0, 0)])
        flipped = kernel[::-1, ::-1].transpose(0, 1, 3, 2)
        expected = conv2d_transpose(x, kernel, stride, padding)
        np.testing.assert_array_equal(conv2d(wide, flipped), expected)


def test_transposed_is_the_transpose_of_the_convolution():
    """<conv(x), z> equals <x, transposed(z)>, of which the last is the gradient."""
    for taps, stride in SIZES:
        z = rng.integers(-9, 10, (1, 4, 5, 3))
        kernel = rng.integers(-9, 10, (taps, taps, 2, 3))  # h, w, out, in of `z`
        spread = conv2d_transpose(z, kernel, stride)
        x = rng.integers(-9, 10, spread.shape)
        y = conv2d(x, kernel, stride)[:, :4, :5]
        assert (y * z).sum() == (x * spread).sum()


@pytest.mark.parametrize("stride", [1, 2, 3, 4, 5, 8])
def test_bilinear_kernel_is_bilinear_resizing_inside(stride):
    x = rng.random((1, 6, 5, 3), np.float32)
    ours = conv2d_transpose(x, bilinear_kernel(stride, 3), stride, "same")
    theirs = tf.image.resize(x, (6 * stride, 5 * stride), "bilinear").numpy()
    border = stride // 2
    inside = np.s_[:, border : 6 * stride - border, border : 5 * stride - border]
    np.testing.assert_allclose(ours[inside], theirs[inside], atol=1e-6)
    if stride > 1:
        light = conv2d_transpose(
            np.ones_like(x), bilinear_kernel(stride, 3), stride, "same"
        )
        corner = ((stride + 1) / (2 * stride)) ** 2
        assert np.isclose(light[0, 0, 0, 0], corner)


def test_transposed_sums_whole_numbers_without_wrapping_around():
    x, kernel = np.full((1, 2, 2, 1), 200, np.uint8), np.ones((3, 3, 1, 1), np.uint8)
    y = conv2d_transpose(x, kernel)
    assert y.dtype == np.int64
    assert y[0, 1, 1, 0] == 800


def test_transposed_and_kernels_refuse_bad_input_by_name():
    x, kernel = np.zeros((1, 2, 2, 2)), np.zeros((3, 3, 4, 2))
    with pytest.raises(
        ValueError, match=r"same number of input channels, x.shape\[3\]"
    ):
        conv2d_transpose(x, kernel.transpose(0, 1, 3, 2))
    with pytest.raises(ValueError, match="`stride` must be an integer from 1 on"):
        conv2d_transpose(x, kernel, 0)
    with pytest.raises(ValueError, match="`padding` must be 'valid' or 'same'"):
        conv2d_transpose(x, kernel, 2, "full")
    with pytest.raises(ValueError, match="`x` must have four axes"):
        insert_zeros(x[0], 2)
    with pytest.raises(ValueError, match="`stride` must be an integer from 1 on"):
        insert_zeros(x, 1.5)
    with pytest.raises(ValueError, match="`rate` must be an integer from 1 on"):
        dilate_kernel(kernel, 0)
    with pytest.raises(ValueError, match="`kernel` must have two axes or more"):
        dilate_kernel([1, 2, 3], 2)
    with pytest.raises(ValueError, match="`channels` must be an integer from 1 on"):
        bilinear_kernel(2, 0)
