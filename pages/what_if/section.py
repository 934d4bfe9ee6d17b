"""The page `what_if`; its views are modules beside it, imported while open."""

from pages.parts import frame

frame.run_view("what_if")
