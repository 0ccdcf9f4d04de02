"""Templates compiled once for many applications: compiling is half of what a new one does at its first pages."""

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class Compiled(BytecodeCache):
    """Keeps what templates are compiled to in this process, and in those that begin as a copy of it."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], object] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What the same source was compiled to before."""
        bucket.code = self.codes.get((bucket.key, bucket.checksum))  # type: ignore[assignment]

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next application."""
        self.codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()
Flask.jinja_options = {"bytecode_cache": COMPILED}
