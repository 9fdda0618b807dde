"""LeNet-5 (LeCun, Bottou, Bengio, Haffner 1998), with softmax in place of the radial basis functions at its end."""
from keras import layers, models
from keras.datasets import mnist

model = models.Sequential(name='lenet5')
model.add(layers.Conv2D(6, (5, 5), activation='tanh', padding='same', input_shape=(28, 28, 1), name='c1'))
model.add(layers.AveragePooling2D((2, 2), name='s2'))
model.add(layers.Conv2D(16, (5, 5), activation='tanh', name='c3'))
model.add(layers.AveragePooling2D((2, 2), name='s4'))
model.add(layers.Conv2D(120, (5, 5), activation='tanh', name='c5'))
model.add(layers.Flatten())
model.add(layers.Dense(84, activation='tanh', name='f6'))
model.add(layers.Dense(10, activation='softmax', name='output'))
model.summary()

(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train.reshape((-1, 28, 28, 1)).astype('float32') / 255
x_test = x_test.reshape((-1, 28, 28, 1)).astype('float32') / 255

model.compile(optimizer='sgd', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=10, batch_size=32, validation_split=0.1)
print(model.evaluate(x_test, y_test))
