"""What shows that a task was done: references, or files that are uploaded once and named by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from api.problems import Problem, not_found
from api.services import Services
from detectors.rules import Rule
from events.task import ResultCode

SIGNS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
CLAIMS = (ResultCode.LANDED, ResultCode.FOLLOWING)  # results that say something was done


def require(proof: Sequence[str], result: ResultCode, rule: Rule | None) -> None:
    """A rule that names a proof wants it for results that claim work: a formula text closes nothing (DOMAIN §7). Raises Problem."""
    if rule is not None and rule.task.proof is not None and result in CLAIMS and not proof:
        raise Problem(422, f"This rule asks for a proof: {rule.task.proof.en}.", f"请提供凭证:{rule.task.proof.zh}。")


def keep(content: bytes, parts: Services) -> str:
    """Keep a file; its reference. Told by what is in it, not by what it says it is. Raises Problem."""
    if not any(content.startswith(sign) for sign in SIGNS):
        raise Problem(422, "A proof is a PDF, PNG or JPEG file.", "凭证须为 PDF、PNG 或 JPEG 文件。")
    digest = hashlib.sha256(content).hexdigest()
    folder = _folder(parts)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / digest).write_bytes(content)
    return f"file:{digest}"


def kept(reference: str, parts: Services) -> tuple[bytes, str]:
    """A file by its reference, and its type. Raises Problem."""
    path = _folder(parts) / reference
    if not path.is_file():
        raise not_found("file", "文件")
    content = path.read_bytes()
    return content, next(kind for sign, kind in SIGNS.items() if content.startswith(sign))


def _folder(parts: Services) -> Path:
    if parts.proofs is None:
        raise Problem(404, "Files are not kept here: give a reference.", "未启用附件,请填写凭证编号。")
    return parts.proofs
