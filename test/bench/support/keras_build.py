"""Seconds that Keras takes to build and summarize the models of each file: one line of JSON, {file: milliseconds}. Imports are done before."""
import contextlib
import io
import json
import os
import sys
import time

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
import keras  # noqa: E402
import numpy  # noqa: E402,F401
import tensorflow  # noqa: E402,F401

took = {}
for file in sys.argv[1:]:
    with open(file, encoding='utf8') as source:
        code = compile(source.read(), file, 'exec')
    best = None
    for _ in range(2):
        keras.backend.clear_session()
        names = {'__name__': '__main__', '__file__': file}
        began = time.perf_counter()
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(code, names)
                for model in {id(v): v for v in names.values() if isinstance(v, keras.Model)}.values():
                    if model.built:
                        model.summary()
        except BaseException:  # a file that this Keras cannot run is not compared
            break
        spent = (time.perf_counter() - began) * 1000
        best = spent if best is None else min(best, spent)
    if best is not None:
        took[file] = best
print(json.dumps(took))
