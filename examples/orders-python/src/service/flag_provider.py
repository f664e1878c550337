"""An OpenFeature provider over one flags file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import FlagNotFoundError, TypeMismatchError
from openfeature.flag_evaluation import FlagResolutionDetails, FlagValueType, Reason
from openfeature.provider import AbstractProvider, Metadata

from service.flag_file import FAULT_PREFIX, Flag, FlagFileError, parse_flags

Structure = Sequence[FlagValueType] | Mapping[str, FlagValueType]

log = structlog.stdlib.get_logger(__name__)


class FileProvider(AbstractProvider):
    """Evaluates the flags of a file, without faults where these are refused."""

    def __init__(self, path: Path, *, refuse_faults: bool) -> None:
        super().__init__()
        self.flags: Mapping[str, Flag] = {}
        self._path = path
        self._refuse_faults = refuse_faults
        self._seen: tuple[int, int, int] | None = None

    def load_if_changed(self) -> bool:
        """Read the file if it is another than the last time; say whether it was.

        Raises:
            FlagFileError: if it cannot be read or understood; the flags stay as they were.
        """
        seen = self._fingerprint()
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            flags = parse_flags(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise FlagFileError(str(error)) from error
        self.flags = {name: self._admit(flag) for name, flag in flags.items()}
        return True

    def _fingerprint(self) -> tuple[int, int, int]:
        """Kubernetes swaps a ConfigMap by a symlink: the inode changes where the time may not."""
        try:
            status = self._path.stat()
        except OSError:
            return 0, 0, 0
        return status.st_mtime_ns, status.st_ino, status.st_size

    def _admit(self, flag: Flag) -> Flag:
        if not self._refuse_faults or not flag.name.startswith(FAULT_PREFIX):
            return flag
        if flag.injects_fault:
            log.error("fault refused in production", flag=flag.name, variant=flag.default_variant)
        return flag.disabled()

    def get_metadata(self) -> Metadata:
        """Name the provider."""
        return Metadata(name="flags-file")

    def resolve_boolean_details(
        self,
        flag_key: str,
        default_value: bool,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[bool]:
        """Evaluate a flag that is on or off."""
        return self._resolve(flag_key, default_value, bool)

    def resolve_string_details(
        self, flag_key: str, default_value: str, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[str]:
        """Evaluate a flag that is a word."""
        return self._resolve(flag_key, default_value, str)

    def resolve_integer_details(
        self, flag_key: str, default_value: int, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[int]:
        """Evaluate a flag that is a whole number."""
        return self._resolve(flag_key, default_value, int)

    def resolve_float_details(
        self,
        flag_key: str,
        default_value: float,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[float]:
        """Evaluate a flag that is a number; JSON writes 1.0 as 1."""
        found = self._resolve(flag_key, default_value, int, float)
        found.value = float(found.value)
        return found

    def resolve_object_details(
        self,
        flag_key: str,
        default_value: Structure,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[Structure]:
        """Evaluate a flag that is a list or an object."""
        return self._resolve(flag_key, default_value, dict, list)

    def _resolve(self, key: str, default: Any, *types: type) -> FlagResolutionDetails[Any]:
        flag = self.flags.get(key)
        if flag is None:
            message = f"{key} is not in {self._path}"
            raise FlagNotFoundError(message)
        if not flag.enabled:
            return FlagResolutionDetails(default, reason=Reason.DISABLED)
        if type(flag.value) not in types:
            message = f"{key} is {flag.value!r}"
            raise TypeMismatchError(message)
        return FlagResolutionDetails(flag.value, reason=Reason.STATIC, variant=flag.default_variant)
