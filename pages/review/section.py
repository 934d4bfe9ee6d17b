"""The page `review`; its views are modules beside it, imported while open."""

from pages.parts import frame

frame.run_view("review")
