"use strict";
const form = document.querySelector(".filter"), said = form.querySelector("output");
const cases = Array.from(document.querySelectorAll(".case"), (node, place) => ({ node, place, text: `${node.textContent} ${node.parentElement.querySelector(".alike")?.textContent || ""}`.toLowerCase(), control: node.parentElement.dataset.control, ...node.dataset }));
const names = ["outcome", "control", "words", "order"];
// What is shown stands in the address: a link leads to the same cases. Only the page's own words are ever read from it.
function keep() {
  const state = new URLSearchParams();
  for (const name of names) if (form.elements[name].value) state.set(name, form.elements[name].value);
  history.replaceState(null, "", state.size ? `#show?${state}` : "#cases-title");
}
function recall() {
  if (!location.hash.startsWith("#show?")) return false;
  const state = new URLSearchParams(location.hash.slice(6));
  for (const name of names) {
    const field = form.elements[name], value = state.get(name) || "";
    field.value = field.options && !Array.from(field.options).some((one) => one.value === value) ? "" : value;
  }
  form.scrollIntoView();
  return true;
}
function show(event) {
  const outcome = form.elements.outcome.value, control = form.elements.control.value, order = form.elements.order.value, words = form.elements.words.value.toLowerCase().trim();
  let count = 0;
  for (const one of cases) {
    one.node.hidden = Boolean((outcome && one.outcome !== outcome) || (control && one.control !== control)) || !one.text.includes(words);
    count += one.node.hidden ? 0 : 1;
  }
  const key = (one) => (order ? one[order] : "");
  const sorted = [...cases].sort((one, two) => (key(one) < key(two) ? -1 : key(one) > key(two) ? 1 : one.place - two.place));
  for (const group of document.querySelectorAll(".group")) {
    const own = sorted.filter((one) => group.contains(one.node));
    const after = Array.from(group.children).find((child) => child.matches(".case ~ :not(.case)")) || null;
    for (const one of own) group.insertBefore(one.node, after);
    group.hidden = own.every((one) => one.node.hidden);
  }
  if (event) keep();
  said.textContent = `${count} of ${cases.length} cases shown`;
}
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", () => { if (recall()) show(); });
form.hidden = cases.length === 0;
recall();
show();
