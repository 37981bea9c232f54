# Needs the package in scripts/. Makes code_of: what a script imports, as a parameter of its rule.
import ast
import hashlib
from functools import cache

BODIES = (
    "body",
    "orelse",
    "finalbody",
    "handlers",
    "cases",
)  # where statements hold statements


def code_of(script):
    """One hash of the package's files that a script imports, directly or not: Snakemake watches scripts, not what they
    import. A parameter and not input files: Snakemake looks at every input of every job again and again, at 60 files a
    job for longer than it takes to run some.
    """
    found, todo = set(), [PACKAGE / f"{script}.py"]
    while todo:
        for path in imported_files(todo.pop()) - found:
            found.add(path)
            todo.append(path)
    return hash_of(found)


def code_hash():
    """The same of the whole package, for the provenance."""
    return hash_of(PACKAGE.rglob("*.py"))


def hash_of(paths):
    """One hash of the contents of files, whatever their order."""
    return hashlib.sha256(b"".join(map(content, sorted(paths)))).hexdigest()


@cache
def content(path):
    """The bytes of one file."""
    return path.read_bytes()


@cache
def imported_files(path):
    """Files of this package named in the import statements of one file; each is parsed once, not once for each rule."""
    own, found = path.parent.relative_to(PACKAGE).parts, set()
    for node in statements(ast.parse(content(path))):
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


def statements(node):
    """Every statement in a node, however deep; what is inside an expression imports nothing."""
    for name in BODIES:
        for inner in getattr(node, name, ()):
            yield inner
            yield from statements(inner)


def module_files(parts):
    """The file of a dotted module of this package and the __init__ files on the way to it; empty for other packages."""
    if not parts or parts[0] != "interviewer_effects":
        return set()
    steps = [PACKAGE.joinpath(*parts[:k]) for k in range(1, len(parts) + 1)]
    candidates = [step / "__init__.py" for step in steps] + [
        steps[-1].with_suffix(".py")
    ]
    return {path for path in candidates if path.is_file()}
