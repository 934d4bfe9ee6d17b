"""One question a module: `measure(workspace, scope, …)` → a frozen dataclass of frames."""
