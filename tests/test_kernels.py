import itertools

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate

from course_utils.kernels import conv2d

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
