"""Writes test/golden/applied.json: functional and Sequential models that are applied to arrays and to tensors of other shapes, each with the shapes that
real Keras gives at that line, or its error.

    python test/oracle/applied.py
"""
import json
import os
import pathlib

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")

import keras  # noqa: E402

HEAD = """import keras
import numpy as np
from keras import layers as L, ops
"""
# The last line applies the model.
CASES = {
    'conv_array': 'i=L.Input((None,None,3))\nx=L.Conv2D(4,3)(i)\nm=keras.Model(i,x)\nr=m(np.zeros((2,16,20,3)))',
    'conv_tensor': 'i=L.Input((None,None,3))\nx=L.Conv2D(4,3,strides=2)(i)\nm=keras.Model(i,[x,L.GlobalMaxPooling2D()(x)])\nr=m(L.Input((33,20,3)))',
    'dict': "i=L.Input((None,3))\nm=keras.Model({'a':i},{'b':L.Conv1D(4,3)(i),'c':L.LSTM(3,return_sequences=True)(i)})\nr=m({'a':np.zeros((2,9,3))})",
    'batch': 'i=L.Input((8,))\nm=keras.Model(i,L.Dense(2)(i))\nr=m(np.zeros((5,8)))',
    'squeeze': 'i=L.Input((8,1))\nm=keras.Model(i,L.Conv1D(2,3)(i))\nr=m(np.zeros((5,8)))',
    'expand': 'i=L.Input((8,))\nm=keras.Model(i,L.Dense(2)(i))\nr=m(np.zeros((5,8,1)))',
    'flatten': 'i=L.Input((None,4))\nx=L.LSTM(5,return_sequences=True)(i)\nx=L.Flatten()(x)\nm=keras.Model(i,x)\nr=m(L.Input((7,4)))',
    'reshape': 'i=L.Input((None,4))\nx=L.Reshape((-1,2))(i)\nm=keras.Model(i,x)\nr=m(L.Input((7,4)))',
    'reshape_array': 'i=L.Input((None,4))\nx=L.Reshape((-1,2))(i)\nm=keras.Model(i,x)\nr=m(np.zeros((3,7,4)))',
    'ops': 'i=L.Input((None,4))\nx=ops.mean(i,axis=2)*2.0\nx=ops.expand_dims(x,1)\nx=ops.transpose(x,(0,2,1))\nm=keras.Model(i,x)\nr=m(np.zeros((3,7,4)))',
    'ops_tensor': 'i=L.Input((None,4))\nx=ops.concatenate([i,i],axis=1)[:, 1:]\nm=keras.Model(i,x)\nr=m(L.Input((7,4)))',
    'nested': 'i=L.Input((None,None,3))\nm0=keras.Sequential([L.Conv2D(4,3),L.MaxPooling2D()])\nm=keras.Model(i,L.UpSampling2D()(m0(i)))\nr=m(np.zeros((1,18,18,3)))',
    'seq_array': 'm=keras.Sequential([L.Input((None,None,3)),L.Conv2D(4,3),L.MaxPooling2D()])\nr=m(np.zeros((1,18,18,3)))',
    'seq_other': 'm=keras.Sequential([L.Input((10,3)),L.Conv1D(4,3)])\nr=m(np.zeros((1,18,3)))',
    'seq_tensor': 'm=keras.Sequential([L.Input((None,3)),L.Conv1D(4,3),L.GlobalAveragePooling1D()])\nr=m(L.Input((18,3)))',
    'unet': "i=L.Input((None,None,1))\na=L.Conv2D(2,3,padding='same')(i)\nb=L.MaxPooling2D()(a)\nb=L.Conv2DTranspose(2,2,strides=2)(b)\nm=keras.Model(i,L.Concatenate()([a,b]))\nr=m(np.zeros((2,16,24,1)))",
    'unet_odd': "i=L.Input((None,None,1))\na=L.Conv2D(2,3,padding='same')(i)\nb=L.MaxPooling2D()(a)\nb=L.Conv2DTranspose(2,2,strides=2)(b)\nm=keras.Model(i,L.Concatenate()([a,b]))\nr=m(np.zeros((2,16,25,1)))",
    'emb': 'i=L.Input((None,))\nx=L.Embedding(9,4,mask_zero=True)(i)\nm=keras.Model(i,L.Bidirectional(L.GRU(3,return_sequences=True))(x))\nr=m(np.zeros((2,16)))',
    'predict': 'i=L.Input((None,None,3))\nx=L.Conv2D(4,3)(i)\nm=keras.Model(i,x)\nr=L.Flatten()(m(np.zeros((2,16,20,3))))',
    'wrong': 'i=L.Input((8,))\nm=keras.Model(i,L.Dense(2)(i))\nr=m(np.zeros((5,9)))',
    'several': 'i=L.Input((None,3))\nj=L.Input((None,2))\nm=keras.Model([i,j],[L.Conv1D(2,3)(i),L.Conv1D(3,2)(j)])\nr=m([np.zeros((2,9,3)),np.zeros((2,6,2))])',
    'custom': 'class C(L.Layer):\n    def call(self,x):\n        return x[:, ::2]\ni=L.Input((None,3))\nm=keras.Model(i,C()(i))\nr=m(np.zeros((2,9,3)))',
    'custom_tensor': 'class C(L.Layer):\n    def call(self,x):\n        return ops.concatenate([x,x],axis=1)\ni=L.Input((None,3))\nm=keras.Model(i,C()(i))\nr=m(L.Input((9,3)))',
    'lambda_': 'i=L.Input((None,3))\nm=keras.Model(i,L.Lambda(lambda t: t[:, 1:])(i))\nr=m(np.zeros((2,9,3)))',
    'mha': 'i=L.Input((None,4))\nm=keras.Model(i,L.MultiHeadAttention(2,2)(i,i,return_attention_scores=True))\nr=m(np.zeros((2,9,4)))',
    'td': 'i=L.Input((None,8,8,3))\nm=keras.Model(i,L.TimeDistributed(L.Conv2D(2,3))(i))\nr=m(np.zeros((2,5,8,8,3)))',
    'td_tensor': 'i=L.Input((None,8,8,3))\nm=keras.Model(i,L.TimeDistributed(L.Conv2D(2,3))(i))\nr=m(L.Input((5,8,8,3)))',
    'fixed_batch': 'i=L.Input((4,), batch_size=3)\nm=keras.Model(i,L.Dense(2)(i))\nr=m(np.zeros((3,4)))',
    'fixed_batch_other': 'i=L.Input((4,), batch_size=3)\nm=keras.Model(i,L.Dense(2)(i))\nr=m(np.zeros((5,4)))',
    'zip': 'i=L.Input((None,None,3))\nx=L.Resizing(8,8)(i)\nm=keras.Model(i,[x, L.ZeroPadding2D(2)(i), L.Cropping2D(1)(i)])\nr=m(L.Input((20,21,3)))',
    'training': 'i=L.Input((None,3))\nm=keras.Model(i,L.Dropout(0.1)(L.Conv1D(4,3)(i)))\nr=m(np.zeros((2,9,3)), training=True)',
    'by_name': 'i=L.Input((None,3))\nm=keras.Model(i,L.Conv1D(4,3)(i))\nr=m(inputs=np.zeros((2,9,3)))',
    'in_a_list': 'i=L.Input((None,3))\nm=keras.Model(i,L.Conv1D(4,3)(i))\nr=m([np.zeros((2,9,3))])',
    'twice': 'i=L.Input((None,3))\nm=keras.Model(i,L.Conv1D(4,3)(i))\ng=keras.Model(i,L.MaxPooling1D()(m(i)))\nr=g(L.Input((9,3)))',
    'whole_net': "def block(x,n):\n    x=L.Conv2D(n,3,strides=2,padding='same',use_bias=False)(x)\n    x=L.BatchNormalization()(x)\n    return L.ReLU()(x)\ni=L.Input((None,None,3))\nx=block(block(i,4),8)\nx=x+L.AveragePooling2D(4,padding='same')(L.Conv2D(8,1)(i))\nm=keras.Model(i,x)\nr=m(np.ones((2,37,50,3)))",
    'masked': 'i=L.Input((None,3))\nx=L.LSTM(4,return_sequences=True)(L.Masking()(i))\nm=keras.Model(i,x)\nr=m(L.Input((9,3)))',
    'states': 'i=L.Input((None,3))\nx,h,c=L.LSTM(4,return_sequences=True,return_state=True)(i)\nm=keras.Model(i,[x,h,c])\nr=m(np.zeros((2,9,3)))',
    'split': 'i=L.Input((None,4))\na,b=ops.split(i,2,axis=-1)\nm=keras.Model(i,ops.stack([a,b],axis=1))\nr=m(np.zeros((2,9,4)))',
    'pooled': 'i=L.Input((None,None,2))\nx=ops.max_pool(i,2,2)\nm=keras.Model(i,ops.image.resize(x,(5,6)))\nr=m(L.Input((9,11,2)))',
    'einsum': "i=L.Input((None,4))\nm=keras.Model(i,ops.einsum('bij,bkj->bik',i,i))\nr=m(np.zeros((2,9,4)))",
    'dot': 'i=L.Input((None,4))\nm=keras.Model(i,L.Dot(axes=2)([i,i]))\nr=m(L.Input((9,4)))',
    'two_channels': 'i=L.Input((None,None,3))\nm=keras.Model(i,L.Conv2D(4,3)(i))\nr=m(np.zeros((1,9,9,4)))',
    'too_small': 'i=L.Input((None,None,3))\nm=keras.Model(i,L.Conv2D(4,5)(i))\nr=m(L.Input((4,9,3)))',
    'permuted': 'i=L.Input((None,5,4))\nm=keras.Model(i,L.Reshape((5,-1))(L.Permute((2,1,3))(i)))\nr=m(L.Input((9,5,4)))',
    'repeated': 'i=L.Input((4,))\nm=keras.Model(i,L.RepeatVector(3)(i))\nr=m(np.zeros((7,4)))',
    'predicted': 'i=L.Input((None,3))\nm=keras.Model(i,L.Conv1D(4,3)(i))\nr=L.Flatten()(m.predict(np.zeros((2,9,3)), verbose=0))',
    'inside': 'class N(keras.Model):\n    def __init__(self):\n        super().__init__()\n        i=L.Input((None,3))\n        self.m=keras.Model(i,L.Conv1D(4,3)(i))\n    def call(self,x):\n        return self.m(x)[:, 0]\nr=N()(np.zeros((2,9,3)))',
}

golden = {}
for name, text in CASES.items():
    keras.backend.clear_session()
    space = {}
    source = HEAD + text + "\n"
    try:
        exec(source, space)
        golden[name] = {"source": source, "shapes": [list(tensor.shape) for tensor in keras.tree.flatten(space["r"])]}
    except Exception as error:  # noqa: BLE001
        golden[name] = {"source": source, "error": type(error).__name__}
path = pathlib.Path(__file__).resolve().parents[1] / "golden" / "applied.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
print(len(golden), sum("error" in case for case in golden.values()))
