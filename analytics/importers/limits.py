"""How much one file may cost: memory, time and disk of the reading child, size of what is inside a container.

Fixed numbers, not settings: they protect the machine, and nobody should have to think about them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

MB = 1_000_000
GB = 1_000_000_000

# Over the members of a container that are read; declared sizes and counted ones alike.
INFLATED_BYTES = 600 * MB
MEMBERS = 5_000
# Free disk below which nothing is read: a full disk in the middle of keeping helps nobody.
FREE_DISK_BYTES = 200 * MB
FREE_DISK_TIMES_SIZE = 5

_MEMORY_BYTES = 2 * GB
_SECONDS_AT_LEAST = 60
_SECONDS_PER_TEN_MB = 60
# Several threads spend more processor time than passes on the clock.
_CPU_TIMES_WALL = 2
_OUTPUT_STEP_BYTES = 100 * MB


@dataclass(frozen=True)
class Limits:
    """What one reading child may use; seconds and bytes. `output_bytes` holds for each file it writes."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float
    output_bytes: int

    @classmethod
    def for_size(cls, size: int) -> Limits:
        """The limits for a file of `size` bytes; time grows with it, output by 1 GB a started 100 MB."""
        wall = _SECONDS_AT_LEAST + _SECONDS_PER_TEN_MB * size // (10 * MB)
        steps = 1 + size // _OUTPUT_STEP_BYTES
        return cls(_MEMORY_BYTES, wall * _CPU_TIMES_WALL, wall, steps * GB)

    def to_json(self) -> dict[str, float]:
        """Plain values for the child."""
        return asdict(self)


def free_disk_needed(size: int) -> int:
    """Bytes that must be free before a file of `size` bytes is read."""
    return max(FREE_DISK_BYTES, FREE_DISK_TIMES_SIZE * size)
