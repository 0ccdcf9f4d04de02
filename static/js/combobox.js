// A field that offers what the directory has while it is typed in (the WAI-ARIA pattern "combobox, list autocomplete").
// Without this file the field has the browser's own list.

const QUIET_MS = 200;

export function combobox(form) {
  form.addEventListener("focusin", (event) => {
    const part = event.target.closest("[data-combobox]");
    if (part && event.target.matches("input") && !part.dataset.ready) make(part, event.target);
  });
}

function make(part, input) {
  part.dataset.ready = "yes";
  part.classList.add("combobox");
  const list = document.createElement("ul");
  const said = document.createElement("p");
  list.id = `${input.id}-list`;
  list.className = "combobox__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", part.querySelector("label").textContent);
  said.className = "heard";
  said.setAttribute("role", "status");
  input.after(list, said);
  input.removeAttribute("list");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  const box = { part, input, list, said, rows: [], at: -1, timer: 0, asked: 0 };
  input.addEventListener("input", () => {
    tellFollows(box, null);
    clearTimeout(box.timer);
    box.timer = setTimeout(() => ask(box), QUIET_MS);
  });
  input.addEventListener("keydown", (event) => press(box, event));
  input.addEventListener("blur", () => close(box));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(box, Array.from(list.children).indexOf(option));
  });
}

async function ask(box) {
  const words = box.input.value.trim();
  const mine = ++box.asked;
  if (!words) return close(box);
  try {
    const answer = await fetch(`${box.part.dataset.combobox}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
    const found = await answer.json();
    if (mine === box.asked && document.activeElement === box.input) show(box, found.functions);
  } catch {
    close(box); // no connection: a name can be written all the same
  }
}

function show(box, rows) {
  box.rows = rows;
  box.at = -1;
  box.list.replaceChildren(...rows.map((row, index) => option(box, row, index)));
  box.list.hidden = !rows.length;
  box.input.setAttribute("aria-expanded", String(rows.length > 0));
  box.input.removeAttribute("aria-activedescendant");
  box.said.textContent = rows.length ? box.part.dataset.count.replace("{count}", rows.length) : box.part.dataset.none;
}

function option(box, row, index) {
  const item = document.createElement("li");
  const more = document.createElement("span");
  item.id = `${box.list.id}-${index}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  more.textContent = [row.organisation, row.address].filter(Boolean).join(" · ");
  item.append(row.name, more);
  return item;
}

function press(box, event) {
  const open = !box.list.hidden;
  const keys = {
    ArrowDown: () => (open ? mark(box, box.at + 1) : ask(box)),
    ArrowUp: () => open && mark(box, box.at - 1),
    Enter: () => open && box.at >= 0 && choose(box, box.at),
    Escape: () => open && close(box),
    Tab: () => open && box.at >= 0 && choose(box, box.at),
  };
  if (!keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
  const done = keys[event.key]();
  if (done !== false && event.key !== "Tab") event.preventDefault();
}

function mark(box, index) {
  const items = Array.from(box.list.children);
  box.at = (index + items.length) % items.length;
  items.forEach((item, number) => item.setAttribute("aria-selected", String(number === box.at)));
  items[box.at].scrollIntoView({ block: "nearest" });
  box.input.setAttribute("aria-activedescendant", items[box.at].id);
}

// The name is filled in; the address is left to the directory, and the channel is shown as it says.
function choose(box, index) {
  const row = box.rows[index];
  box.input.value = row.name;
  const address = box.part.parentElement.querySelector("input[name$=-address]");
  const channel = box.part.parentElement.querySelector("select[name$=-channel]");
  if (address) address.value = "";
  if (channel) channel.value = Array.from(channel.options).some((one) => one.value === row.channel) ? row.channel : "";
  close(box);
  tellFollows(box, row);
  box.input.dispatchEvent(new Event("change", { bubbles: true }));
  box.input.form.dispatchEvent(new Event("input", { bubbles: true }));
}

function tellFollows(box, row) {
  const told = box.part.querySelector("[data-follows]");
  if (told) told.textContent = row ? `${told.dataset.follows} ${row.address}` : "";
}

function close(box) {
  clearTimeout(box.timer);
  box.asked += 1;
  box.list.hidden = true;
  box.at = -1;
  box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
}
