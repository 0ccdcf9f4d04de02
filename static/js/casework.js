// Everything on the pages works without this file; it only makes them kinder.

import { commentOn } from "./comments.js";
import { sendFiles } from "./uploads.js";

// A form that is sent is sent once. The back button brings the page back with its buttons alive.
// The button is disabled after the form's data are gathered, so that its own name and value are sent.
export function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
  });
}

export function allowAgain(form) {
  delete form.dataset.sent;
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = false)));
}

// Text that is not saved is not lost by a click beside the form.
export function guardUnsaved(form) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// A file can be dropped on the field, and the field says what was chosen.
function dropZone(zone) {
  const input = zone.querySelector("input[type=file]");
  const chosen = zone.querySelector("[data-drop-chosen]");
  const limit = Number(zone.dataset.maxBytes || Infinity);
  const over = (inside) => (event) => {
    event.preventDefault();
    zone.classList.toggle("drop--over", inside);
  };
  zone.querySelector("[data-drop-hint]").hidden = false;
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.addEventListener("change", () => {
    chosen.textContent = Array.from(input.files, (file) => fileLine(file, limit, zone.dataset)).join(" ");
  });
}

function fileLine(file, limit, words) {
  const size = `${(file.size / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;
  return `${file.size > limit ? words.tooLarge : words.chosen} ${file.name} (${size})`;
}

// Rows are added and removed on the spot. Numbers only grow; the server reads them with gaps.
function repeatRows(list) {
  const rows = list.querySelector("[data-rows]");
  const drawn = list.querySelector(":scope > template[data-pattern]")?.content.firstElementChild;
  const pattern = (drawn ?? rows.querySelector("[data-row]"))?.cloneNode(true);
  if (!pattern) return;
  const name = list.dataset.repeat;
  const used = Array.from(rows.querySelectorAll(`[name^="${name}-"]`), (field) => indexIn(field.name, name));
  let next = Math.max(-1, ...used.filter(Number.isInteger)) + 1;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.closest("[data-repeat]") !== list) return; // a list within a row has its own
    if (button?.matches("[data-add-row]")) addRow(rows, emptyRow(pattern, name, next++));
    else if (button?.matches("[data-remove-row]")) removeRow(rows, button.closest("[data-row]"), list);
    else return;
    event.preventDefault();
    renumber(rows);
    list.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function indexIn(fieldName, listName) {
  return parseInt(fieldName.slice(listName.length + 1), 10);
}

function emptyRow(pattern, name, index) {
  const row = pattern.cloneNode(true);
  const first = new RegExp(`\\b${name}-\\d+`, "g");
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of ["id", "name", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(first, `${name}-${index}`));
    }
    element.removeAttribute("aria-invalid");
    element.classList.remove("field--wrong");
  }
  row.querySelectorAll(".field__error").forEach((error) => error.remove());
  row.querySelectorAll("input, textarea, select").forEach(clear);
  row.querySelectorAll("[type=radio][data-index]").forEach((radio) => (radio.value = index)); // which row it stands for
  return row;
}

function clear(field) {
  if (field.matches("[type=checkbox], [type=radio]")) field.checked = field.defaultChecked = false;
  else if (field.matches("select")) field.selectedIndex = 0;
  else field.value = field.defaultValue = "";
}

// "Rad 3" is said aloud by the group and by its button.
function renumber(rows) {
  Array.from(rows.children).forEach((row, index) => {
    const said = row.querySelector("[data-remove-row] .heard");
    row.ariaLabel = row.ariaLabel.replace(/\d+/, index + 1);
    said.textContent = said.textContent.replace(/\d+/, index + 1);
  });
}

function addRow(rows, row) {
  rows.append(row);
  row.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

function removeRow(rows, row, list) {
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (neighbour?.querySelector("[data-remove-row]") ?? list.querySelector("[data-add-row]")).focus();
}

document.querySelectorAll("form[data-once]").forEach(sendOnce);
document.querySelectorAll("form[data-guard-unsaved]").forEach(guardUnsaved);
document.querySelectorAll("[data-drop]").forEach(dropZone);
document.querySelectorAll("form[data-upload]").forEach((form) => sendFiles(form, sendOnce));
document.querySelectorAll("[data-repeat]").forEach(repeatRows);
document.querySelectorAll("[data-comments]").forEach(commentOn);
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(allowAgain));
// After the page has gone to its #part, which takes the focus away. What is wrong or asked is told first.
window.addEventListener("load", () => document.querySelector("[data-error-summary], [data-asks]")?.focus());
