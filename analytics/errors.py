"""What a person can mend. Language-free: a code and the facts; texts/errors.toml says it in words."""

from __future__ import annotations


class UserError(Exception):
    """Something a person can put right: a file, a setting, a choice.

    `code` names the sentence in `texts/errors.toml` (`[error.<code>]`), `facts` fill its blanks.
    Everything else that goes wrong is a bug and keeps its own exception.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.code, self.facts)


def _rebuild(code: str, facts: dict[str, object]) -> UserError:
    return UserError(code, **facts)
