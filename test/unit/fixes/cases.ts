/** Texts with something to mend or to change, and what is offered there. `¦` marks the place where none is underlined by an error. */
export interface Case {
  readonly name: string;
  readonly text: string;
  /** Title of each offer and the lines that it leaves changed or added. */
  readonly offers: { readonly [title: string]: string };
}

const head = 'import keras\nfrom keras import layers\n';
const bare = (names: string): string => `import keras\nfrom keras.layers import ${names}\n`;

export const cases: readonly Case[] = [
  {
    name: 'a window that does not fit, in a list',
    text: `${head}model = keras.Sequential([\n    keras.Input((8, 8, 1)),\n    layers.Conv2D(4, 3),\n    layers.MaxPooling2D(2),\n    layers.MaxPooling2D(2),  # once too often\n    layers.Conv2D(8, 3),\n    layers.Flatten(),\n    layers.Dense(10),\n])\n`,
    offers: { 'Remove the MaxPooling2D before it': '', 'Pad the input: padding="same"': '    layers.Conv2D(8, 3, padding="same"),' },
  },
  {
    name: 'a window that does not fit, added one by one',
    text: `${bare('Conv2D, MaxPooling2D')}model = keras.Sequential()\nmodel.add(keras.Input((4, 4, 1)))\nmodel.add(Conv2D(4, 3))\nmodel.add(MaxPooling2D(3))\n`,
    offers: { 'Remove this MaxPooling2D': '', 'Pad the input: padding="same"': 'model.add(MaxPooling2D(3, padding="same"))' },
  },
  {
    name: 'a window that does not fit, in the functional API',
    text: `${bare('Conv2D, MaxPooling2D, Flatten')}x = inputs = keras.Input((8, 8, 1))\nx = Conv2D(4, 5)(x)\npooled = MaxPooling2D(3)(x)\ny = Conv2D(8, kernel_size=3, padding="valid")(pooled)\nmodel = keras.Model(inputs, Flatten()(y))\n`,
    offers: { 'Remove the MaxPooling2D before it': 'pooled = x', 'Pad the input: padding="same"': 'y = Conv2D(8, kernel_size=3, padding="same")(pooled)' },
  },
  {
    name: 'a last item of a list, without a comma',
    text: `${head}model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(4, 3), layers.AveragePooling2D(3)])\n`,
    offers: { 'Remove this AveragePooling2D': 'model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(4, 3)])', 'Pad the input: padding="same"': 'model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(4, 3), layers.AveragePooling2D(3, padding="same")])' },
  },
  {
    name: 'images without a channel axis',
    text: `import keras\nfrom keras.layers import Conv2D, Input\nmodel = keras.Sequential()\nmodel.add(Input((28, 28)))\nmodel.add(Conv2D(8, 3))\n`,
    offers: { 'Insert Reshape((28, 28, 1)) before it': 'from keras.layers import Conv2D, Reshape, Input\nmodel.add(Reshape((28, 28, 1)))' },
  },
  {
    name: 'a convolution after Flatten',
    text: `${head}model = keras.Sequential([\n    keras.Input((28, 28, 1)),\n    layers.Flatten(),\n    layers.Conv2D(8, 3),\n])\n`,
    offers: { 'Remove the Flatten before it': '' },
  },
  {
    name: 'a map where one row is expected',
    text: `${head}x = inputs = keras.Input((8, 8, 3))\nx = layers.Conv2D(4, 3)(x)\nx = layers.RepeatVector(5)(x)\nmodel = keras.Model(inputs, x)\n`,
    offers: { 'Insert Flatten() before it': 'x = layers.RepeatVector(5)(layers.Flatten()(x))', 'Insert GlobalAveragePooling2D() before it': 'x = layers.RepeatVector(5)(layers.GlobalAveragePooling2D()(x))' },
  },
  {
    name: 'a map where a sequence is expected',
    text: `${head}model = keras.Sequential([\n    keras.Input((8, 8, 3)),\n    layers.Conv2D(4, 3),\n    layers.LSTM(5),\n])\n`,
    offers: { 'Insert Reshape((36, 4)) before it': '    layers.Reshape((36, 4)),' },
  },
  {
    name: 'branches that cannot be added: channels',
    text: `${head}inputs = keras.Input((32, 32, 16))\nx = layers.Conv2D(64, 3, padding="same")(inputs)\nx = layers.add([x, inputs])\nmodel = keras.Model(inputs, x)\n`,
    offers: { "Bring x to the other's shape: Conv2D(16, 1)": 'x = layers.add([layers.Conv2D(16, 1)(x), inputs])', "Bring inputs to the other's shape: Conv2D(64, 1)": 'x = layers.add([x, layers.Conv2D(64, 1)(inputs)])' },
  },
  {
    name: 'branches that cannot be added: channels and size',
    text: `${bare('Add, Conv2D, Input')}inputs = Input((33, 33, 16))\nx = Conv2D(64, 3, padding="same", strides=2)(inputs)\nx = Add()([x, inputs])\nmodel = keras.Model(inputs, x)\n`,
    offers: { "Bring inputs to the other's shape: Conv2D(64, 1, strides=2)": 'x = Add()([x, Conv2D(64, 1, strides=2)(inputs)])' },
  },
  {
    name: 'one label an image, but an answer for each position',
    text: `${head}(x_train, y_train), _ = keras.datasets.mnist.load_data()\nmodel = keras.Sequential([\n    keras.Input((28, 28, 1)),\n    layers.Conv2D(8, 3, activation="relu"),\n    layers.Dense(10, activation="softmax"),\n])\nmodel.compile(loss="sparse_categorical_crossentropy")\nmodel.fit(x_train.reshape(-1, 28, 28, 1) / 255, y_train)\n`,
    offers: { 'Insert Flatten before "dense"': '    layers.Flatten(),', 'Insert GlobalAveragePooling2D before "dense"': '    layers.GlobalAveragePooling2D(),' },
  },
  {
    name: 'misspelt arguments',
    text: `${head}model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3, pading="same")])\n`,
    offers: { 'Change pading to padding': 'model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3, padding="same")])' },
  },
  {
    name: 'a misspelt layer',
    text: `${head}model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2d(4, 3)])\n`,
    offers: { 'Change Conv2d to Conv2D': 'model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3)])' },
  },
  {
    name: 'a misspelt activation',
    text: `${head}model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3, activation="rellu")])\n`,
    offers: { 'Change the value to "relu"': 'model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3, activation="relu")])' },
  },
  {
    name: 'a misspelt optimizer',
    text: `${head}model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile(optimizer="adm", loss="mse")\n`,
    offers: { 'Change adm to adam': 'model.compile(optimizer="adam", loss="mse")' },
  },
  {
    name: 'a misspelt loss',
    text: `${head}import numpy as np\nmodel = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile("sgd", 'msee')\nmodel.fit(np.zeros((4, 8)), np.zeros((4, 3)))\n`,
    offers: { 'Change msee to mse': "model.compile(\"sgd\", 'mse')" },
  },
  {
    name: 'a misspelt metric',
    text: `${head}import numpy as np\nmodel = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile("sgd", "mse", metrics=["acuracy", "mae"])\nmodel.fit(np.zeros((4, 8)), np.zeros((4, 3)))\n`,
    offers: { 'Change acuracy to accuracy': 'model.compile("sgd", "mse", metrics=["accuracy", "mae"])' },
  },
  {
    name: 'a misspelt argument of an optimizer',
    text: `${head}learning_rat = 0.1\nmodel = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile(keras.optimizers.SGD(learning_rat=learning_rat), "mse")\n`,
    offers: { 'Change learning_rat to learning_rate': 'model.compile(keras.optimizers.SGD(learning_rate=learning_rat), "mse")' },
  },
  {
    name: 'a misspelt argument of compile',
    text: `${head}model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile("sgd", "mse", metric=["mae"])\n`,
    offers: { 'Change metric to metrics': 'model.compile("sgd", "mse", metrics=["mae"])' },
  },
  {
    name: 'a misspelt argument of a published architecture',
    text: `${head}model = keras.applications.MobileNet(weight=None)\n`,
    offers: { 'Change weight to weights': 'model = keras.applications.MobileNet(weights=None)' },
  },
  {
    name: 'one metric without its list',
    text: `${head}model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile("sgd", "mse", metrics="mae")\n`,
    offers: { 'Write ["mae"]': 'model.compile("sgd", "mse", metrics=["mae"])' },
  },
  {
    name: "an optimizer's class",
    text: `${head}from keras.optimizers import Adam\nmodel = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile(optimizer=Adam, loss="mse")\n`,
    offers: { 'Call it: Adam()': 'model.compile(optimizer=Adam(), loss="mse")' },
  },
  {
    name: "an optimizer's class, by position",
    text: `${head}model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile(keras.optimizers.SGD, "mse")\n`,
    offers: { 'Call it: SGD()': 'model.compile(keras.optimizers.SGD(), "mse")' },
  },
  {
    name: 'a class of optimizers that needs arguments',
    text: `${head}model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])\nmodel.compile(keras.optimizers.LossScaleOptimizer, "mse")\n`,
    offers: {},
  },
  {
    name: "a layer's class in a list",
    text: `${head}model = keras.Sequential([\n    keras.Input((8, 8, 1)),\n    layers.Flatten,\n    layers.Dense(3),\n])\n`,
    offers: { 'Call it: Flatten()': '    layers.Flatten(),' },
  },
  {
    name: "a layer's class that is added",
    text: `${bare('BatchNormalization, Dense')}model = keras.Sequential()\nmodel.add(keras.Input((8,)))\nmodel.add(BatchNormalization)\nmodel.add(Dense(3))\n`,
    offers: { 'Call it: BatchNormalization()': 'model.add(BatchNormalization())' },
  },
  {
    name: "a layer's class that needs arguments",
    text: `${head}model = keras.Sequential([keras.Input((8,)), layers.Dense])\n`,
    offers: {},
  },
  {
    name: 'a layer that is not imported',
    text: `${bare('Dense')}model = keras.Sequential([keras.Input((4,)), Dense(3, "relu"), Dropout(0.5)])\n`,
    offers: { 'Import Dropout from keras.layers': 'from keras.layers import Dense, Dropout' },
  },
  {
    name: 'a layer that is not imported, nor any other',
    text: 'import keras\nmodel = keras.Sequential([keras.Input((4,)), Dropout(0.5)])\n',
    offers: { 'Import Dropout from keras.layers': 'from keras.layers import Dropout' },
  },
  {
    name: 'a convolution to a separable one',
    text: `${head}model = keras.Sequential([\n    keras.Input((32, 32, 3)),\n    layers.¦Conv2D(256, 5, kernel_initializer="he_normal", kernel_regularizer="l2", use_bias=False),\n])\n`,
    offers: { 'Convert to SeparableConv2D (5·5·3·256 = 19,200 → 5·5·3 + 3·256 = 843)': '    layers.SeparableConv2D(256, 5, depthwise_initializer="he_normal", pointwise_initializer="he_normal", depthwise_regularizer="l2", pointwise_regularizer="l2", use_bias=False),' },
  },
  {
    name: 'a separable convolution to a full one',
    text: `${bare('SeparableConv2D, Input')}x = inputs = Input((32, 32, 64))\nx = SeparableConv2D¦(\n    64, 3, depth_multiplier=1, activation="relu", depthwise_initializer="ones", pointwise_initializer="zeros", pointwise_regularizer="l2",\n)(x)\nmodel = keras.Model(inputs, x)\n`,
    offers: { 'Convert to Conv2D (3·3·64 + 64·64 = 4,672 → 3·3·64·64 = 36,864)': 'from keras.layers import SeparableConv2D, Conv2D, Input\nx = Conv2D(\n    64, 3, groups=1, activation="relu", kernel_initializer="ones", kernel_regularizer="l2",' },
  },
  {
    name: 'a convolution that makes several layers',
    text: `${head}x = inputs = keras.Input((32, 32, 8))\nfor width in (8, 16):\n    x = layers.Conv2D¦(width, 3, groups=1, activation="relu")(x)\nmodel = keras.Model(inputs, x)\n`,
    offers: { 'Convert to SeparableConv2D (1,728 in 2 layers → 336 in 2 layers)': '    x = layers.SeparableConv2D(width, 3, depth_multiplier=1, activation="relu")(x)' },
  },
  {
    name: 'a convolution that has no separable form',
    text: `${head}model = keras.Sequential([keras.Input((32, 32, 8)), layers.Conv2D¦(8, 3, strides=(2, 1))])\n`,
    offers: {},
  },
  {
    name: 'legacy spellings, the whole file',
    text: 'from keras.models import Sequential\nfrom keras.layers import Convolution2D, Dense\nfrom keras.layers.core import Flatten\n¦model = Sequential()\nmodel.add(Convolution2D(8, 3, 3, border_mode="same", input_shape=(8, 8, 1)))\nmodel.add(Flatten())\nmodel.add(Dense(output_dim=3, init="normal"))\nmodel.compile(loss="mse", optimizer="sgd")\n',
    offers: { 'Modernize this file: 5 legacy spellings': 'from keras.layers import Flatten\nmodel.add(Convolution2D(8, (3, 3), padding="same", input_shape=(8, 8, 1)))\nmodel.add(Dense(units=3, kernel_initializer="normal"))' },
  },
  {
    name: 'merge of Keras 1, imported by its name',
    text: `from keras.layers import Dense, Input, merge\nfrom keras.models import Model\n¦a = Input((8,))\nb = Dense(8)(a)\nboth = merge([a, b], mode='concat', concat_axis=1, name="both")\nmodel = Model(a, both)\n`,
    offers: { 'Modernize this file: 1 legacy spelling': 'from keras.layers import Dense, Input, concatenate\nboth = concatenate([a, b], axis=1, name="both")' },
  },
  {
    name: 'merges of Keras 1 in several modes',
    text: `from keras.layers import Dense, Input, add, merge\nfrom keras.models import Model\n¦a = Input((8,))\nb = Dense(8)(a)\nboth = merge([a, b])\nproduct = merge([a, b], 'mul')\nangle = merge([a, b], mode="cos", dot_axes=1)\nmodel = Model(a, [both, product, angle])\n`,
    offers: { 'Modernize this file: 3 legacy spellings': 'from keras.layers import Dense, Input, add, dot, multiply\nboth = add([a, b])\nproduct = multiply([a, b])\nangle = dot([a, b], axes=1, normalize=True)' },
  },
];
