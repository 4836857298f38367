# syntax=docker/dockerfile:1

FROM node:22-bookworm-slim AS browser
WORKDIR /src
COPY .npmrc package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.13-slim-bookworm AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements/app.lock requirements/build.lock requirements/
RUN python -m venv --without-pip /opt/kipux \
    && pip --python /opt/kipux install --only-binary :all: --require-hashes -r requirements/app.lock \
    && pip install --only-binary :all: --require-hashes -r requirements/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY scripts/vendor.py scripts/
COPY src src
COPY templates templates
COPY static static
COPY --from=browser /src/node_modules node_modules
RUN python scripts/vendor.py \
    && pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/dist . \
    && pip --python /opt/kipux install --no-deps /tmp/dist/*.whl

FROM python:3.13-slim-bookworm
# A user with a name: the embedded Postgres, used when no KIPUX_DATABASE_URL is given, asks for one.
RUN groupadd --gid 10001 kipux \
    && useradd --uid 10001 --gid kipux --home-dir /data --no-create-home --shell /usr/sbin/nologin kipux \
    && install -d -o kipux -g kipux -m 0700 /data
COPY --from=builder /opt/kipux /opt/kipux
ENV PATH=/opt/kipux/bin:$PATH PYTHONUNBUFFERED=1 KIPUX_HOST=0.0.0.0 KIPUX_PORT=8000 KIPUX_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --retries=4 --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"KIPUX_PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["kipux"]
CMD ["serve"]
