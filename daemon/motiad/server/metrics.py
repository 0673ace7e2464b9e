"""Counters for `GET /metrics`, in Prometheus' text format."""

from collections import Counter
from collections.abc import Mapping

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})


class Metrics:
    """What the server counts: answers by method, route and status."""

    def __init__(self) -> None:
        self._answers: Counter[tuple[str, str, int]] = Counter()

    def answered(self, method: str, route: str, status: int) -> None:
        """Count one answer; the route is a template, never a path somebody sent."""
        self._answers[method if method in METHODS else "other", route, status] += 1

    def text(self, gauges: Mapping[str, tuple[str, int]]) -> str:
        """Return everything as text; `gauges` maps a name to its help and value."""
        lines = ["# HELP motiad_http_answers_total Answers of the daemon.", "# TYPE motiad_http_answers_total counter"]
        for (method, route, status), count in sorted(self._answers.items()):
            labels = f'method="{method}",route="{route}",status="{status}"'
            lines.append(f"motiad_http_answers_total{{{labels}}} {count}")
        for name, (help_text, value) in gauges.items():
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# HELP motiad_{name} {help_text}", f"# TYPE motiad_{name} {kind}", f"motiad_{name} {value}"]
        return "\n".join(lines) + "\n"
