"""A program that calls the served API over the network, with nothing but the standard library."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

SECONDS = 60


class Caller:
    """Calls as a person, with his token."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = f"{url}/api/v1", token

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """The status and the answer; `headers` with underscores for dashes."""
        named = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data=data, headers=named, method=method)
        try:
            with urlopen(request, timeout=SECONDS) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def get(self, path: str) -> Any:
        """What it reads there; fails unless it may."""
        return self._taken("GET", path)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """What came of it; fails when it was refused."""
        return self._taken("POST", path, body, **headers)

    def put(self, path: str, body: Any) -> Any:
        """As `post`."""
        return self._taken("PUT", path, body)

    def _taken(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        status, answer = self.call(method, path, body, **headers)
        assert status < 300, f"{method} {path}: {status} {answer}"
        return answer
