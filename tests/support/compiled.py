"""Templates and routes compiled once for many applications: half of what a new one does before its first page."""

from typing import Any, ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class _Templates(BytecodeCache):
    """Keeps what templates are compiled to in this process, and in those that begin as a copy of it."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What the same source was compiled to before."""
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next application."""
        self.codes[bucket.key, bucket.checksum] = bucket.code


class _Route(Rule):
    """Compiled once for each address: what comes of it is the same in every application, but for whose rule it is."""

    MADE = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")
    kept: ClassVar[dict[tuple[object, ...], dict[str, Any]]] = {}

    def compile(self) -> None:
        """As Rule does, or what that came to before."""
        key = (self.rule, self.subdomain, self.merge_slashes, repr(self.defaults))
        if key not in self.kept:
            super().compile()
            self.kept[key] = {name: getattr(self, name) for name in self.MADE}
        for name, value in self.kept[key].items():
            ours = value.__func__.__get__(self, None) if name.startswith("_build") else value
            setattr(self, name, set(value) if name == "arguments" else ours)


def compile_once() -> None:
    """Let the applications that this process makes from now on share it; nothing of their data is shared."""
    if Flask.url_rule_class is not _Route:
        Flask.jinja_options = {"bytecode_cache": _Templates()}
        Flask.url_rule_class = _Route
