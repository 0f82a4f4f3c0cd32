"use strict";
const form = document.querySelector(".filter"), said = form.querySelector("output");
const cases = Array.from(document.querySelectorAll(".case"), (node, place) => ({ node, place, text: node.textContent.toLowerCase(), control: node.parentElement.dataset.control, ...node.dataset }));
function show() {
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
  said.textContent = `${count} of ${cases.length} cases shown`;
}
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = cases.length === 0;
show();
