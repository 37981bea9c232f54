// Sorting and filtering of tables, and one interviewer marked everywhere. The page is complete without it.
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

// One interviewer marked in every figure and table: picked from the list, or by a click on one of their marks.
const marks = new Map();
document.querySelectorAll("[data-who]").forEach(mark => {
  const who = decodeURIComponent(mark.dataset.who);
  marks.set(who, [...(marks.get(who) ?? []), mark]);
  const title = document.createElementNS(mark.namespaceURI, "title");
  title.textContent = who;
  mark.prepend(title);
});
const picker = document.getElementById("marked");
picker.append(...[...marks.keys()].sort((a, b) => a.localeCompare(b, undefined, {numeric: true})).map(who => new Option(who, who)));
picker.closest("p").hidden = !marks.size;
const show = () => {
  document.querySelectorAll(".marked, .others").forEach(one => one.classList.remove("marked", "others"));
  (marks.get(picker.value) ?? []).forEach(mark => {
    mark.classList.add("marked");
    mark.closest("svg").classList.add("others");
    mark.parentNode.append(mark);
  });
  if (picker.value) document.querySelectorAll("table.data tbody tr").forEach(row => {
    if (Array.from(row.cells).some(cell => cell.textContent.trim() === picker.value)) row.classList.add("marked");
  });
};
picker.addEventListener("change", show);
document.addEventListener("click", event => {
  const mark = event.target.closest("[data-who]");
  if (!mark) return;
  const who = decodeURIComponent(mark.dataset.who);
  picker.value = picker.value === who ? "" : who;
  show();
});
