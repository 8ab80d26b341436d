"""The reference of all calls as a page: Swagger's files, served here. Nothing is fetched from elsewhere, and no script stands in the page."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

from api.problems import not_found

router = APIRouter(include_in_schema=False)
FILES = Path(str(files("fastapi_offline") / "static"))
SERVED = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
PAGE = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Tidewatch 观潮 API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/v1/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="calls"></div>
    <script src="/v1/docs/swagger-ui-bundle.js"></script>
    <script src="/v1/docs/start.js"></script>
  </body>
</html>
"""
# the header without which a call that changes something is refused (api/caller)
START = """\
SwaggerUIBundle({
  url: '/v1/openapi.json',
  dom_id: '#calls',
  deepLinking: true,
  requestInterceptor: (call) => { call.headers['X-Tidewatch'] = '1'; return call },
})
"""


@router.get("/docs")
def page() -> HTMLResponse:
    """The page."""
    return HTMLResponse(PAGE)


@router.get("/docs/{name}")
def file(name: str) -> Response:
    """What the page is made of."""
    if name == "start.js":
        return Response(START, media_type="text/javascript")
    if name not in SERVED:
        raise not_found("file", "文件")
    return FileResponse(FILES / name, media_type=SERVED[name])
