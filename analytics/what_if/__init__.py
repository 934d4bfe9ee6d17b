"""What would happen if: the shop's own numbers, the rules of `metrics/`, and sliders over them (METRICS 8)."""
