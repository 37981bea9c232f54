"""How densely code is written: syntax nodes per line and statement, packed assignments, names that
say nothing.
"""

import ast
import statistics
import tokenize

BOUNDS = {  # measure: highest value allowed for the whole package
    "nodes": 9.0,  # median over functions of syntax nodes per code line
    "nodes_p90": 14.0,
    "statement": 16.0,  # the same per statement: no formatter changes it
    "longest": 50,  # 99th percentile of the syntax nodes of assignments, returns and expressions
    "packed": 0.01,  # share of assignments that put unrelated values side by side
    "generic": 0.01,  # share of assigned names that say nothing
    "long": 0,  # lines over 100 columns
    "files": 25,  # Python files in one folder
    "function": 60,  # lines of the longest function
    "tuples": 0.02,  # share of functions that return a bare tuple of three or more values
}
WORDS = """
part parts said found who whom own at known one ones place places ends shown rest told left
other others every what whole made side kept both half best moved held given least before most
where second inside named by after same alone seen middle above main far lost more below hit
taken last why tried outside beyond near lowest ahead done clear mine right asked turn about
gone down theirs move drawn apart back here there looked wanted meant thing things stuff bit
wide large small free
"""
GENERIC = set(WORDS.split())  # names that say nothing


def code_lines(source_path):
    """Numbers of the lines that hold code: no blank line, comment or docstring."""
    lines = set()
    skipped = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
        tokenize.ENCODING,
    }
    with open(source_path, "rb") as stream:
        for token in tokenize.tokenize(stream.readline):
            if token.type not in skipped:
                lines.update(range(token.start[0], token.end[0] + 1))
    return lines


def docstring_lines(node):
    """Lines of the docstring of a module, class or function."""
    body = getattr(node, "body", None)
    if not isinstance(body, list) or not body:
        return set()
    first = body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        return set(range(first.lineno, first.end_lineno + 1))
    return set()


def is_packed(node):
    """`a, b = 1, f(x)`: a tuple to a tuple that is no swap of the same names."""
    if not (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Tuple)
        and isinstance(node.targets[0], ast.Tuple)
    ):
        return False
    targets = {ast.unparse(t) for t in node.targets[0].elts}
    return targets != {ast.unparse(v) for v in node.value.elts}


def measure(paths):
    """The measures of some files."""
    densities, per_statement, simple, function_lengths, tuples, functions = [], [], [], [0], 0, 0
    assignments = packed = names = generic = long_lines = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        docs = set().union(*(docstring_lines(node) for node in ast.walk(tree)))
        code = code_lines(path) - docs
        long_lines += sum(len(line) > 100 for line in text.splitlines())
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = [line for line in range(node.lineno, node.end_lineno + 1) if line in code]
                own_docs = docstring_lines(node)
                count = sum(
                    1 for inner in ast.walk(node) if getattr(inner, "lineno", None) not in own_docs
                )
                densities.append(count / max(len(body), 1))
                inner = [
                    s
                    for s in ast.walk(node)
                    if isinstance(s, ast.stmt)
                    and s is not node
                    and getattr(s, "lineno", 0) not in own_docs
                ]
                per_statement.append(count / max(len(inner), 1))
                function_lengths.append(len(body))
                functions += 1
                tuples += any(
                    isinstance(r, ast.Return)
                    and isinstance(r.value, ast.Tuple)
                    and len(r.value.elts) > 2
                    for r in ast.walk(node)
                )
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                assignments += 1
                packed += is_packed(node)
            if isinstance(node, (ast.Assign, ast.Return, ast.Expr, ast.AugAssign)):
                simple.append(sum(1 for _ in ast.walk(node)))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names += 1
                generic += node.id.lower() in GENERIC
    densities.sort()
    simple.sort()
    return {
        "nodes": statistics.median(densities) if densities else 0,
        "nodes_p90": densities[int(0.9 * (len(densities) - 1))] if densities else 0,
        "statement": statistics.median(per_statement) if per_statement else 0,
        "longest": simple[int(0.99 * (len(simple) - 1))] if simple else 0,
        "packed": packed / max(assignments, 1),
        "generic": generic / max(names, 1),
        "long": long_lines,
        "files": len(paths),
        "function": max(function_lengths),
        "tuples": tuples / max(functions, 1),
    }
