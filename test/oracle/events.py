"""Writes what TensorFlow itself makes of a few scalars, an event file record by record, to test/golden/runs/events.json.gz; and
reads an event file of ours back, as TensorBoard would:

    python test/oracle/events.py               (needs tensorflow-cpu 2.21)
    python test/oracle/events.py EVENT_FILE    prints each event as one line of JSON
"""
import base64
import gzip
import json
import os
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import tensorflow as tf  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

SCALARS = [
    {"tag": "epoch_loss", "step": 0, "wallTime": 1764244800.25, "value": 2.302585},
    {"tag": "epoch_accuracy", "step": 0, "wallTime": 1764244800.25, "value": 0.1},
    {"tag": "epoch_loss", "step": 1, "wallTime": 1764244803.5, "value": 0.0},
    {"tag": "epoch_loss", "step": 127, "wallTime": 1764244900.0, "value": -1.5e-7},
    {"tag": "epoch_loss", "step": 128, "wallTime": 1764244901.0, "value": 3.4e38},
    {"tag": "epoch_größe_名_🙂", "step": 300000, "wallTime": 1764249999.125, "value": 0.999},
    {"tag": "epoch_" + "a_long_name_" * 20, "step": 5_000_000_000, "wallTime": 0.5, "value": 1.0},
]
WALL_TIME = 1764244799.75


def golden():
    path = os.path.join(tempfile.mkdtemp(), "events")
    with tf.io.TFRecordWriter(path) as writer:
        writer.write(tf.compat.v1.Event(wall_time=WALL_TIME, file_version="brain.Event:2").SerializeToString())
        for scalar in SCALARS:
            value = tf.compat.v1.Summary.Value(tag=scalar["tag"], simple_value=scalar["value"])
            event = tf.compat.v1.Event(wall_time=scalar["wallTime"], step=scalar["step"], summary=tf.compat.v1.Summary(value=[value]))
            writer.write(event.SerializeToString())
    with open(path, "rb") as file:
        content = base64.b64encode(file.read()).decode()
    out = os.path.join(ROOT, "test", "golden", "runs", "events.json.gz")
    os.makedirs(os.path.dirname(out), exist_ok=True)
    text = json.dumps({"wallTime": WALL_TIME, "scalars": SCALARS, "file": content})
    with open(out, "wb") as file:
        file.write(gzip.compress(text.encode(), mtime=0))


def show(path):
    for event in tf.compat.v1.train.summary_iterator(path):
        values = {value.tag: value.simple_value for value in event.summary.value}
        print(json.dumps({"wallTime": event.wall_time, "step": event.step, "version": event.file_version, "values": values}, ensure_ascii=False))


if len(sys.argv) > 1:
    show(sys.argv[1])
else:
    golden()
