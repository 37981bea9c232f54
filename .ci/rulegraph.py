"""`make rulegraph`: the rule graph of the example's audit, as Snakemake draws it, into
ARCHITECTURE.md.

Snakemake's order of rules and its colours change from run to run, so rules are sorted; an arrow
that a way over other rules makes superfluous is left out. `python .ci/rulegraph.py --check` ends
with 1 when that page shows another one.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
START, END = "<!-- rule graph -->", "<!-- end of rule graph -->"


def rule_graph() -> str:
    """The graph in the language of Mermaid."""
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--rulegraph",
        "mermaid-js",
        "--forceall",
        "--cores",
        "1",
    ]
    example = ["--configfile", str(ROOT / "config.yaml")]
    said = subprocess.run(
        [*command, *example], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    names = dict(re.findall(r"^\s*(id\d+)\[\"?(\w+)\"?\]", said, re.M))
    arrows = {(names[a], names[b]) for a, b in re.findall(r"^\s*(id\d+) --> (id\d+)", said, re.M)}
    lines = [f"  {a} --> {b}" for a, b in sorted(shortest(arrows))]
    return "\n".join(["```mermaid", "flowchart TB", *lines, "```"])


def shortest(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that no longer way stands for, and those that lead back (the trimmed variant is
    fitted again).
    """
    back = {
        (a, b) for a, b in arrows if a in reached(b, arrows) and steps(b, arrows) < steps(a, arrows)
    }
    ahead = arrows - back
    return back | {
        (a, b)
        for a, b in ahead
        if not any(b in reached(c, ahead) for x, c in ahead if x == a and c != b)
    }


def reached(start: str, arrows: set[tuple[str, str]]) -> set[str]:
    """The rules to which arrows lead from a rule, by way of others too."""
    found, todo = set(), {start}
    while todo:
        todo = {b for a, b in arrows if a in todo} - found
        found |= todo
    return found


def steps(rule: str, arrows: set[tuple[str, str]]) -> int:
    """How few arrows lead from a rule that needs no other to this one."""
    seen, n = {a for a, _ in arrows} - {b for _, b in arrows}, 0
    while rule not in seen:
        seen, n = seen | {b for a, b in arrows if a in seen}, n + 1
    return n


def main() -> None:
    """Write the graph, or compare it."""
    page = ROOT / "ARCHITECTURE.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    shown = f"{before}{START}\n\n{rule_graph()}\n\n{END}{rest.partition(END)[2]}"
    if "--check" in sys.argv:
        sys.exit(
            0
            if shown == text
            else "The rule graph in ARCHITECTURE.md is not the workflow's: make rulegraph"
        )
    page.write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    main()
