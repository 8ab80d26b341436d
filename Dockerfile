# The pages, the Python environment from the lock file, and a small image that holds both. Not one step takes a version that is not locked.
FROM node:22-bookworm-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/ ./
RUN npm run build

FROM python:3.12-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --frozen --no-dev --no-install-project
COPY events/ events/
COPY detectors/ detectors/
COPY sinks/ sinks/
COPY streams/ streams/
COPY api/ api/
COPY dashboards/ dashboards/
COPY tidewatch/ tidewatch/
RUN uv sync --frozen --no-dev && .venv/bin/python -m compileall -q events detectors sinks streams api dashboards tidewatch

FROM python:3.12-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tidewatch && install --directory --owner 10001 /data/proofs
WORKDIR /app
COPY --from=build /app /app
COPY --from=web /web/dist /app/web/dist
# The compiled kernels are kept in memory: the image may be mounted read-only.
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NUMBA_CACHE_DIR=/tmp/numba
USER 10001
WORKDIR /tmp
ENTRYPOINT ["tidewatch"]
CMD ["--help"]
