"""Runs every program of test/fixtures/rejected.txt in real Keras and writes to test/golden/rejected.json where Keras raised and with what
words; null where the program runs.

    python test/oracle/rejected.py          (needs keras 3.15 and tensorflow-cpu 2.21)

A program begins with a line `### name`. Each runs in a process of its own, in a folder of its own.
"""
import json
import os
import re
import sys
import tempfile
import traceback

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras  # noqa: E402
import tensorflow  # noqa: E402,F401

keras.config.disable_traceback_filtering()
keras.config.disable_interactive_logging()
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def programs():
    with open(os.path.join(ROOT, "test", "fixtures", "rejected.txt"), encoding="utf-8") as file:
        for name, text in re.findall(r"^### (\S+)\n(.*?)(?=^### |\Z)", file.read(), re.S | re.M):
            yield name, text


def run(name, text):
    os.chdir(tempfile.mkdtemp())
    path = f"<{name}>"
    try:
        exec(compile(text, path, "exec"), {"__name__": "__main__"})
    except Exception as error:
        inside = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
        return {"error": type(error).__name__, "message": re.sub(r"\S*/(?=\w+\.py)", "", str(error).split("\n")[0])[:160], "line": inside[-1].lineno, "end": inside[-1].end_lineno}
    return None


def main():
    result = {}
    for name, text in programs():
        read, write = os.pipe()
        if os.fork() == 0:
            os.close(read)
            sys.stdout = sys.stderr = open(os.devnull, "w")
            with os.fdopen(write, "w") as pipe:
                pipe.write(json.dumps(run(name, text)))
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            result[name] = json.load(pipe)
        os.wait()
    with open(os.path.join(ROOT, "test", "golden", "rejected.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    print(len(result), "programs,", sum(value is None for value in result.values()), "of them run")


main()
