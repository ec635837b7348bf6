"""What a stage serves, against what this checkout says: `make drift`.

Pure but for `stage.py`, which reads, and `__main__.py`, which prints. It only ever reads a stage.
"""
