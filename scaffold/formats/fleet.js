"use strict";
// The members' table: found, chosen and sorted by what its reader asks for.
const table = document.querySelector("table.members");
const members = [...table.tBodies].map((body) => ({ body, text: body.textContent.toLowerCase() }));
const controls = document.querySelector(".controls");
const search = controls.querySelector("input");
const choices = [...controls.querySelectorAll("select")];
const shown = controls.querySelector("output");

function choose() {
  const words = search.value.toLowerCase().split(/\s+/);
  let count = 0;
  for (const { body, text } of members) {
    const fits =
      words.every((word) => text.includes(word)) &&
      choices.every(({ value, dataset }) => !value || body.dataset[dataset.key] === value);
    body.hidden = !fits;
    count += fits;
  }
  shown.textContent = `${count} of ${members.length} shown`;
}

function key({ body }, column) {
  const cell = body.rows[0].cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
}

function sort(head) {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  members.sort((a, b) => compare(key(a, head.cellIndex), key(b, head.cellIndex)));
  if (down) members.reverse();
  table.append(...members.map(({ body }) => body));
}

for (const head of table.tHead.rows[0].cells) {
  const button = document.createElement("button");
  button.append(...head.childNodes);
  button.addEventListener("click", () => sort(head));
  head.append(button);
}
for (const control of [search, ...choices]) control.addEventListener("input", choose);
for (const link of document.querySelectorAll("a[data-filter]")) {
  link.addEventListener("click", () => {
    search.value = "";
    for (const one of choices) one.value = one.dataset.key === link.dataset.filter ? link.dataset.value : "";
    choose();
  });
}
// A link to a member that is not shown shows everybody again.
addEventListener("hashchange", () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.closest("tbody[hidden]")) return;
  for (const control of [search, ...choices]) control.value = "";
  choose();
  target.scrollIntoView();
});
controls.hidden = false;
choose();
