"""Keras's layers and operations, by what one number of their output depends on.

What `convert` and `geometry` both ask of them. It needs no Keras itself.
"""


def names(text):
    return frozenset(text.split())


def kind(operation):
    """Keras's own by class, "Add" for a layer and "ops.Add" for an operation, or ""."""
    module, name = type(operation).__module__, type(operation).__name__
    if module.startswith("keras.src.ops."):
        return f"ops.{name}"
    return name if module.startswith("keras.src.layers.") else ""


# On the same number of each input. Dropout and noise do nothing at inference.
ONE_NUMBER = names("""
    Activation ActivityRegularization AlphaDropout Dropout ELU GaussianDropout
    GaussianNoise Identity LeakyReLU ReLU
    Add Average Maximum Minimum Multiply Subtract
    ops.Abs ops.Absolute ops.Add ops.Clip ops.Divide ops.Elu ops.Exp ops.Gelu
    ops.HardSigmoid ops.HardSilu ops.LeakyRelu ops.Log ops.Maximum ops.Minimum
    ops.Multiply ops.Negative ops.Relu ops.Relu6 ops.Selu ops.Sigmoid ops.Silu
    ops.Softplus ops.Softsign ops.Sqrt ops.Square ops.Subtract ops.Tanh ops.TrueDivide
""")
# On the numbers of all channels at the same position.
ONE_POSITION = ONE_NUMBER | names("""
    BatchNormalization Concatenate Dense LayerNormalization Normalization PReLU
    Rescaling RMSNormalization Softmax UnitNormalization
    ops.Concatenate ops.GetItem ops.LogSoftmax ops.Softmax ops.Split
""")
# On the same position too: these do nothing at inference.
AUGMENTATION = names("""
    RandomBrightness RandomContrast RandomFlip RandomRotation RandomTranslation
    RandomZoom SpatialDropout1D SpatialDropout2D SpatialDropout3D
""")
SLIDING = names("""
    AveragePooling1D AveragePooling2D AveragePooling3D Conv1D Conv2D Conv3D
    DepthwiseConv1D DepthwiseConv2D MaxPooling1D MaxPooling2D MaxPooling3D
    SeparableConv1D SeparableConv2D
""")
TRANSPOSED = names("Conv1DTranspose Conv2DTranspose Conv3DTranspose")
UPSAMPLING = names("UpSampling1D UpSampling2D UpSampling3D")
PADDING = names("ZeroPadding1D ZeroPadding2D ZeroPadding3D")
CROPPING = names("Cropping1D Cropping2D Cropping3D")
GLOBAL_POOLING = names("""
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
""")
