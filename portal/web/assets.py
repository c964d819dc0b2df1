"""Static files: bundled, named by their content, compressed once, served for ever.

`build_assets()` copies `static/` into the data folder as `name.<hash>.ext` with `.br` and `.gz` beside it. CSS imports
and the `//=` lines of JavaScript are inlined, so that a page needs one style sheet and one script.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from hashlib import blake2b
from pathlib import Path

import brotli
from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

from portal.config import OperatorError
from portal.core.files.file_locks import exclusive_lock
from portal.web.http.security import headers_of

SOURCE = Path(__file__).resolve().parents[2] / "static"
MANIFEST = "manifest.json"
TEXTUAL = {".css", ".js", ".svg", ".json", ".webmanifest"}
_IMPORT = re.compile(r'@import\s+url\("([^"]+)"\)\s*(?:layer\(([\w.-]+)\))?\s*([^;]*);')
_INCLUDE = re.compile(r"^//= (\S+)$", re.MULTILINE)
_SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>')
_URL = re.compile(r'url\("/static/([^"]+)"\)')


def build_assets(target: Path) -> dict[str, str]:
    """Write the built files under `target`; return {source name: built name}. Does nothing when up to date.

    Whole or not at all. Raises OperatorError when `target` holds what was not built here: that is never replaced.
    """
    stamp = _fingerprint()
    with exclusive_lock(target.with_name(f"{target.name}.lock")):
        if target.exists() and (kept := _built_before(target))["stamp"] == stamp:
            return kept["names"]
        fresh, old = (target.with_name(f"{target.name}.{state}") for state in ("fresh", "old"))
        _remove(fresh, old)
        try:
            names = _build(fresh, stamp)
            if target.exists():
                target.replace(old)
            fresh.replace(target)
        finally:
            _remove(fresh, old)
    return names


def _built_before(target: Path) -> dict:
    """The manifest of `target`, with another stamp when it is from a release that wrote it differently."""
    manifest = target / MANIFEST
    if not manifest.exists() and any(target.iterdir()):
        raise OperatorError(f"{target} holds files that Relais did not build: name another data folder.")
    try:
        return {"stamp": "", "names": {}} | json.loads(manifest.read_text())
    except (FileNotFoundError, ValueError):
        return {"stamp": ""}


def _build(fresh: Path, stamp: str) -> dict[str, str]:
    names: dict[str, str] = {}
    order = sorted(_files(), key=lambda path: path.suffix in {".css", ".js"})  # these name the others
    for path in order:
        name = path.relative_to(SOURCE).as_posix()
        names[name] = _write(fresh, name, _content(path, names))
    (fresh / MANIFEST).write_text(json.dumps({"stamp": stamp, "names": names}))
    return names


def _remove(*folders: Path) -> None:
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)


def _files() -> list[Path]:
    return [path for path in SOURCE.rglob("*") if path.is_file() and path.suffix != ".lock"]


def _fingerprint() -> str:
    known = blake2b(digest_size=8)
    for path in [*sorted(_files()), Path(__file__)]:
        known.update(path.as_posix().encode())
        known.update(path.read_bytes())
    return known.hexdigest()


def _content(path: Path, names: dict[str, str]) -> bytes:
    if path.suffix == ".css":
        text = _inline_css(path)
        return _URL.sub(lambda found: f'url("/static/{names[found[1]]}")', text).encode()
    if path.suffix == ".js":
        return _INCLUDE.sub(lambda found: (SOURCE / found[1]).read_text("utf-8"), path.read_text("utf-8")).encode()
    return path.read_bytes()


def _inline_css(path: Path) -> str:
    def inlined(found: re.Match) -> str:
        text = _inline_css((path.parent / found[1]).resolve())
        media = found[3].strip()
        text = f"@layer {found[2]} {{\n{text}\n}}" if found[2] else text
        return f"@media {media} {{\n{text}\n}}" if media else text

    lines = path.read_text("utf-8").splitlines()
    return _IMPORT.sub(inlined, "\n".join(line.strip() for line in lines))  # indentation is for who reads the source


def _write(target: Path, name: str, content: bytes) -> str:
    source = Path(name)
    digest = blake2b(content, digest_size=6).hexdigest()
    built = source.with_name(f"{source.stem}.{digest}{source.suffix}").as_posix()
    path = target / built
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if source.suffix in TEXTUAL:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(content, quality=11))
    return built


def init_app(app: Flask) -> None:
    """Serve the built files under `/static/` and give templates `asset(name)`."""
    folder = app.config["SETTINGS"].data_dir.resolve() / "static"
    names = build_assets(folder)
    app.config["RELEASE"] = _fingerprint()[:12]
    said = {name: value for name, value in headers_of(app).items() if name != "Cache-Control"}

    def secure(headers) -> None:
        """An SVG is a page when it is opened by itself."""
        for name, value in said.items():
            headers.add_header(name, value)

    served = WhiteNoise(
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=31_536_000,
        immutable_file_test=lambda path, url: bool(re.search(r"\.[0-9a-f]{12}\.", url)),
        allow_all_origins=False,
        add_headers_function=lambda headers, path, url: secure(headers),
    )
    app.wsgi_app = served

    @app.template_global()
    def asset(name: str) -> str:
        """The address of a static file, named by its content. Raises KeyError for one that is not there."""
        return f"/static/{names[name]}"

    symbols = dict(_SYMBOL.findall((SOURCE / "icons/sprite.svg").read_text()))

    @app.template_global()
    def drawing(name: str) -> Markup:
        """The shapes of one symbol of the sprite. Raises KeyError for one that is not there."""
        return Markup(symbols[name])  # noqa: S704 the sprite is ours
