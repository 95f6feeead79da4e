"""Workflow files: GitHub and GitLab build and publish the site on each push by themselves."""

from __future__ import annotations

from pathlib import Path

from bangtin.files import writing
from bangtin.problems import Refused

FILES = {"github": ".github/workflows/bangtin.yml", "gitlab": ".gitlab-ci.yml"}

_INSTALL = """\
if [ -f requirements.lock ] && [ -f pyproject.toml ]; then
  pip install --quiet --require-hashes -r requirements.lock
  pip install --quiet --no-deps --no-build-isolation .
else
  pip install --quiet ./bangtin-*.whl
fi"""

_GITHUB = """\
# Builds the portal on each push, and publishes it when nothing is wrong. Set Settings → Pages →
# Source to "GitHub Actions" once. Elsewhere than Bangtin's own repository, the wheel of
# Bangtin lies beside site.yaml.
name: bangtin
on:
  push:
    branches: [main, master]
  workflow_dispatch:
permissions:
  contents: read
  pages: write
  id-token: write
# Two pushes at once: the second waits.
concurrency:
  group: bangtin
  cancel-in-progress: false
jobs:
  portal:
    runs-on: ubuntu-latest
    environment:
      name: github-pages
      url: ${{{{ steps.pages.outputs.page_url }}}}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install Bangtin
        run: |
{install}
      # --locked: what is new goes into published.csv on an officer's machine, not here.
      - name: Build
        run: bangtin build --locked
      - uses: actions/upload-pages-artifact@v3
        with:
          path: public
      - id: pages
        uses: actions/deploy-pages@v4
"""

_GITLAB = """\
# Builds the portal on each push, and publishes it when nothing is wrong. Elsewhere than Bangtin's
# own repository, the wheel of Bangtin lies beside site.yaml.
pages:
  image: python:3.12
  # Two pushes at once: the second waits.
  resource_group: bangtin
  script:
    - |
{install}
    # --locked: what is new goes into published.csv on an officer's machine, not here.
    - bangtin build --locked
  artifacts:
    paths:
      - public
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
"""


def text(host: str) -> str:
    """Return the workflow file for a host."""
    if host == "github":
        return _GITHUB.format(install=_indented(_INSTALL, 10))
    return _GITLAB.format(install=_indented(_INSTALL, 6))


def write(root: Path, host: str) -> Path:
    """Write the workflow file of a host. Raises Refused where another one stands there."""
    path = root / FILES[host]
    content = text(host).encode("utf-8")
    if path.exists() and path.read_bytes().replace(b"\r\n", b"\n") != content:
        raise Refused("workflow-there", file=FILES[host])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing.refused(path, error) from error
    writing.write(path, content, durable=True)
    return path


def _indented(lines: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line for line in lines.splitlines())
