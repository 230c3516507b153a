"""A small Hugging Face hub on this machine: repositories in memory, over the hub's own HTTP API."""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeHub:
    """Repositories by name, each the files of its only commit by path."""

    def __init__(self) -> None:
        self.repos: dict[str, dict[str, bytes]] = {}
        self.private: dict[str, bool] = {}
        self.asked: list[str] = []
        self.url = ""

    def commit(self, repo: str) -> str:
        content = b"".join(name.encode() + of for name, of in sorted(self.repos[repo].items()))
        return hashlib.sha1(content).hexdigest()


@contextmanager
def fake_hub() -> Iterator[FakeHub]:
    """Serve a hub on a free port of 127.0.0.1 until the block ends."""
    hub = FakeHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Of", (_Handler,), {"hub": hub}))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET(body=False)

    def do_GET(self, *, body: bool = True) -> None:
        self.hub.asked.append(f"{self.command} {self.path}")
        path = self.path.partition("?")[0]
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/[^/]+)?", path):
            return self._info(found[1])
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/tree/[^/]+", path):
            return self._tree(found[1])
        if found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/[^/]+/(.+)", path):
            return self._file(found[1], found[2], body)
        return self._json(404, {"error": f"not faked: {path}"})

    def do_POST(self) -> None:
        self.hub.asked.append(f"{self.command} {self.path}")
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.headers.get("Authorization", "").startswith("Bearer "):
            return self._json(401, {"error": "who are you?"})
        if self.path == "/api/repos/create":
            asked = json.loads(content)
            name = f"{asked.get('organization') or 'me'}/{asked['name']}"
            self.hub.repos.setdefault(name, {})
            self.hub.private[name] = "private" in (asked.get("visibility"), *asked)
            return self._json(200, {"url": f"{self.hub.url}/{name}"})
        if self.path == "/api/validate-yaml":
            return self._json(200, {"errors": [], "warnings": []})
        found = re.fullmatch(r"/api/models/([^/]+/[^/]+)/(preupload|commit)/[^/]+", self.path)
        if found and found[2] == "preupload":
            files = [
                {**one, "uploadMode": "regular", "shouldIgnore": False}
                for one in json.loads(content)["files"]
            ]
            return self._json(200, {"files": files})
        if found:
            return self._commit(found[1], content)
        return self._json(404, {"error": f"not faked: {self.path}"})

    def _commit(self, repo: str, content: bytes) -> None:
        for line in content.splitlines():
            operation = json.loads(line)
            if operation["key"] == "file":
                of = operation["value"]
                self.hub.repos[repo][of["path"]] = base64.b64decode(of["content"])
        commit = self.hub.commit(repo)
        url = f"{self.hub.url}/{repo}/commit/{commit}"
        self._json(200, {"success": True, "commitOid": commit, "commitUrl": url, "hookOutput": ""})

    def _info(self, repo: str) -> None:
        if repo not in self.hub.repos:
            return self._missing("RepoNotFound")
        siblings = [{"rfilename": name} for name in self.hub.repos[repo]]
        commit = self.hub.commit(repo)
        return self._json(200, {"id": repo, "sha": commit, "siblings": siblings, "private": False})

    def _tree(self, repo: str) -> None:
        files = self.hub.repos[repo].items()
        self._json(
            200,
            [
                {"type": "file", "path": name, "size": len(of), "oid": hashlib.sha1(of).hexdigest()}
                for name, of in files
            ],
        )

    def _file(self, repo: str, name: str, body: bool) -> None:
        content = self.hub.repos.get(repo, {}).get(name)
        if content is None:
            return self._missing("EntryNotFound")
        self.send_response(200)
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", self.hub.commit(repo))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content)
        return None

    def _missing(self, code: str) -> None:
        self._json(404, {"error": "not found"}, {"X-Error-Code": code})

    def _json(self, status: int, content: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass
