"""The job inside this process, without a server: what counts statements and rows uses it."""

from collections.abc import Mapping
from typing import Any

from flask import Flask


class InsideClient:
    """Sends to an application of this process, by its test client."""

    def __init__(self, app: Flask, tokens: Mapping[str, str]) -> None:
        self.app = app
        self._client = app.test_client(use_cookies=False)
        self._tokens = tokens

    def post(self, path: str, body: Mapping[str, Any], actor: str) -> dict[str, Any]:
        """The answer's document. RuntimeError for any answer but 2xx."""
        answer = self._client.post(path, json=body, headers={"Authorization": f"Bearer {self._tokens[actor]}"})
        if answer.status_code // 100 != 2:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.get_data(as_text=True)[:500]}")
        document: dict[str, Any] = answer.get_json()
        return document
