// Sorting and filtering of tables. The page is complete without it.
document.querySelectorAll("table.data").forEach(table => {
  const body = table.tBodies[0];
  const rows = () => Array.from(body.rows);
  const value = (row, i) => row.cells[i].dataset.sort ?? row.cells[i].textContent.trim();
  const compare = (a, b) => {
    if (a === b) return 0;
    if (a === "" || a === "–") return 1;
    if (b === "" || b === "–") return -1;
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) ? a.localeCompare(b, undefined, {numeric: true}) : difference;
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th[aria-sort]").forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = rows().sort((a, b) => (down ? -1 : 1) * compare(value(a, i), value(b, i)));
      body.append(...sorted);
    });
  });
  if (body.rows.length < 12) return;
  const label = document.createElement("label");
  label.className = "filter";
  label.textContent = "Filter ";
  const field = document.createElement("input");
  field.type = "search";
  field.autocomplete = "off";
  label.append(field);
  const words = () => field.value.toLowerCase().split(/\s+/).filter(Boolean);
  field.addEventListener("input", () => rows().forEach(row => {
    const text = row.textContent.toLowerCase();
    row.hidden = !words().every(word => text.includes(word));
  }));
  table.closest(".table").before(label);
});
// A link to a row or table inside something folded opens it first.
const reveal = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  if (target) target.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();
