# Needs the package in scripts/. Makes code_of: what a script imports, as input files of its rule.
import ast
import hashlib
from functools import cache


def code_of(script):
    """The package's files that a script imports, directly or not: Snakemake watches scripts, not what they import."""
    found, todo = set(), [PACKAGE / f"{script}.py"]
    while todo:
        for path in imported_files(todo.pop()) - found:
            found.add(path)
            todo.append(path)
    return sorted(str(path) for path in found)


@cache
def imported_files(path):
    """Files of this package named in the import statements of one file; each is parsed once, not once for each rule."""
    own, found = path.parent.relative_to(PACKAGE).parts, set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(*(module_files(name.name.split(".")) for name in node.names))
        elif isinstance(node, ast.ImportFrom):
            base = list(own[: len(own) - node.level + 1]) if node.level else []
            parts = base + (node.module.split(".") if node.module else [])
            found.update(
                module_files(parts),
                *(module_files([*parts, name.name]) for name in node.names),
            )
    return found


def module_files(parts):
    """The file of a dotted module of this package and the __init__ files on the way to it; empty for other packages."""
    if not parts or parts[0] != "interviewer_effects":
        return set()
    steps = [PACKAGE.joinpath(*parts[:k]) for k in range(1, len(parts) + 1)]
    candidates = [step / "__init__.py" for step in steps] + [
        steps[-1].with_suffix(".py")
    ]
    return {path for path in candidates if path.is_file()}


def code_hash():
    """One hash of the whole package, for the provenance."""
    files = sorted(path for path in PACKAGE.rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
