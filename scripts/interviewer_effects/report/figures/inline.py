"""A figure as a part of the page: inline SVG, so that the page can mark one interviewer in every
figure.
"""

import re
from xml.etree import ElementTree

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
HREF = f"{{{XLINK}}}href"
PERSON, SEPARATOR = (
    "interviewer-label-",
    ", ",
)  # begins the id of a label that names interviewers; stands between names
CLIP = re.compile(r"url\(#([^)]+)\)")

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def inline(svg: str, key: str, alt: str, width: int, height: int, pages: dict | None = None) -> str:
    """The SVG element of a figure of so many CSS pixels, with `alt` as its name, without what only
    a file needs; names of interviewers lead to their pages (name as written in the figure -> link).

    Ids that nothing refers to are dropped; the others begin with `key`, because ids of a page are
    ids of all figures.
    """
    root = ElementTree.fromstring(svg.encode("utf-8"))
    known = {name: f"{key}-{i}" for i, name in enumerate(dict.fromkeys(_references(root)))}
    if pages:
        for label in [*labels(root)]:
            _link(label, pages)
    for node in root.iter():
        _renamed(node, known)
        for child in [*node]:
            if child.tag == f"{{{SVG}}}style":
                node.remove(child)
            elif not (child.tail or "").strip():
                child.tail = None
        if not (node.text or "").strip():
            node.text = None
    linked = next(root.iter(f"{{{SVG}}}a"), None) is not None
    if linked:
        _only_links_speak(root)
    root.attrib |= {
        "class": "picture", "role": "group" if linked else "img", "aria-label": alt,
        "width": str(width), "height": str(height),
    }  # fmt: skip
    root.attrib.pop("version", None)
    return ElementTree.tostring(root, encoding="unicode")


def _only_links_speak(node) -> None:
    """What is read aloud of a figure with links is its name and the links: an image cannot hold
    any.
    """
    for child in node:
        if child.tag == f"{{{SVG}}}text" and child.find(f"{{{SVG}}}a") is None:
            child.set("aria-hidden", "true")
        _only_links_speak(child)


def labels(root):
    """The text elements that name interviewers."""
    for group in root.iter(f"{{{SVG}}}g"):
        if group.get("id", "").startswith(PERSON):
            yield from group.iter(f"{{{SVG}}}text")


def names(label) -> list[str]:
    """The names that one label holds, as written."""
    return "".join(label.itertext()).strip().split(SEPARATOR)


def _link(label, pages: dict) -> None:
    """Each name with a page as a link, the others as they are."""
    written = names(label)
    label.text, before = "", None
    for k, name in enumerate(written):
        after = SEPARATOR if k + 1 < len(written) else ""
        if name in pages:
            before = ElementTree.SubElement(label, f"{{{SVG}}}a", {"href": pages[name]})
            before.text, before.tail = name, after
        elif before is None:
            label.text += name + after
        else:
            before.tail = f"{before.tail}{name}{after}"


def _references(root) -> list[str]:
    """The ids that elements refer to, in order."""
    found = []
    for node in root.iter():
        if node.get(HREF, "").startswith("#"):
            found.append(node.get(HREF)[1:])
        found += CLIP.findall(node.get("clip-path", ""))
    return found


def _renamed(node, known: dict) -> None:
    if node.get("id") in known:
        node.set("id", known[node.get("id")])
    else:
        node.attrib.pop("id", None)
    if node.get(HREF, "").startswith("#"):
        node.set(HREF, f"#{known[node.get(HREF)[1:]]}")
    if "clip-path" in node.attrib:
        node.set(
            "clip-path", CLIP.sub(lambda found: f"url(#{known[found[1]]})", node.get("clip-path"))
        )
