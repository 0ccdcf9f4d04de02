// The form of an officer report: kept while it is typed, parts moved, phrases put in, recipients found.
// Everything works without this file; it only makes it kinder.

import { keepDraft, clearDrafts } from "./drafts.js";
import { combobox } from "./combobox.js";

// A part is moved on the spot: the rows change places, and each says its place to the server.
function moveRows(list) {
  const told = list.querySelector("[data-moved-told]");
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    const beside = button.dataset.move < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!beside) return;
    beside[button.dataset.move < 0 ? "before" : "after"](row);
    place(row.parentElement);
    button.focus();
    const rows = Array.from(row.parentElement.children);
    told.textContent = list.dataset.moved.replace("{number}", rows.indexOf(row) + 1).replace("{count}", rows.length);
    list.dispatchEvent(new Event("input", { bubbles: true }));
  });
  list.addEventListener("input", () => place(list.querySelector("[data-rows]")));
}

function place(rows) {
  Array.from(rows.children).forEach((row, index) => {
    const position = row.querySelector("[data-position]");
    if (position) position.value = index;
  });
}

// A phrase goes where the caret is, or last. An editor that has taken the field's place is asked first.
function insertPhrase(form, button) {
  const target = button.value;
  const choice = button.closest("[data-phrases]").querySelector("select");
  const field = target === "proposal" ? pointField(form) : form.elements[target];
  if (!field || !choice.value) return;
  const asked = new CustomEvent("casework:insert", { detail: { text: choice.value }, bubbles: true, cancelable: true });
  if (!field.dispatchEvent(asked)) return;
  const caret = field === lastField ? [field.selectionStart, field.selectionEnd] : [field.value.length, field.value.length];
  const gap = caret[0] === field.value.length && field.value && !/\s$/.test(field.value) ? " " : "";
  field.setRangeText(gap + choice.value, ...caret, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

let lastField = null;

function pointField(form) {
  const points = Array.from(form.querySelectorAll("[data-repeat=proposal] [data-rows] textarea"));
  return points.find((field) => field === lastField) ?? points.find((field) => !field.value) ?? points.at(-1);
}

function phrases(form) {
  form.addEventListener("focusin", (event) => {
    lastField = event.target.closest("textarea") ?? event.target.closest(".editor")?.field ?? lastField;
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[name=insert_phrase]");
    if (!button) return;
    event.preventDefault();
    insertPhrase(form, button);
  });
}

// Where the ärende comes from stands beside the folded part's name.
function originTold(form) {
  const told = form.querySelector("[data-origin-told]");
  const select = form.elements.origin;
  select?.addEventListener("change", () => (told.textContent = select.selectedOptions[0].text));
}

// A link from the list of what to look over opens the part that it leads to.
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target?.closest("details") ?? target?.querySelector("details");
  if (folded) folded.open = true;
  target?.focus({ preventScroll: true });
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  phrases(form);
  originTold(form);
  keepDraft(form);
  combobox(form);
}
document.querySelectorAll("[data-moved]").forEach(moveRows);
document.querySelectorAll("[data-clears-draft]").forEach((part) => part.addEventListener("submit", () => clearDrafts(part.dataset.clearsDraft)));
window.addEventListener("hashchange", openTarget);
openTarget();
