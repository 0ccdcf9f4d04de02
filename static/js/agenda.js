// The order of the agenda: an item is dragged by its handle, or moved with Alt and an arrow. Whichever way, what is sent
// is what the buttons of the form would send, and the page that answers shows the order that stands.

const section = document.querySelector("[data-agenda]")?.closest("section");
const told = document.querySelector("[data-agenda-told]");
const EDGE = 64; // as near to the window's edge the page begins to move
const STEP = 8;

let last = Promise.resolve();

const agenda = () => section.querySelector("[data-agenda]");
const list = () => section.querySelector(".agenda");
const waiting = () => Array.from(section.querySelectorAll("[data-item]"), (moves) => moves.closest("li"));
const idOf = (row) => row.querySelector("[data-item]").dataset.item;
const rowOf = (id) => section.querySelector(`[data-item="${id}"]`)?.closest("li");

// One move after the other: each begins where the one before has ended.
function move(id, placeNow, focus) {
  last = last.then(async () => {
    const rows = waiting();
    const now = rows.indexOf(rowOf(id)) + 1;
    const place = placeNow(now);
    if (!now || place < 1 || place > rows.length) return;
    await send(`${id}:${place}`);
    focusOn(id, focus);
  });
}

async function send(value) {
  const form = agenda();
  const body = new FormData(form);
  body.set("move", value);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-agenda]");
    if (!fresh) return location.reload(); // logged out, or an agenda with nothing left to order
    form.replaceWith(fresh);
    ready();
    told.textContent = page.querySelector(".messages .notice p, main > .notice p")?.textContent.trim() ?? "";
  } catch {
    arrange(form.elements.seen.value.split(",").map(rowOf));
    told.textContent = form.dataset.lost;
  }
}

function focusOn(id, focus) {
  const row = rowOf(id);
  (row?.querySelector(focus) ?? row?.querySelector("[data-handle]"))?.focus();
}

function ready() {
  section.querySelectorAll("[data-handle], [data-needs-script]").forEach((element) => (element.hidden = false));
}

// The rows that wait take their places in that order; what is handled stays, and so does the row that is held.
function arrange(order, held = null) {
  const spots = new Set(order);
  const rest = [...order];
  const rows = Array.from(list().children, (row) => (spots.has(row) ? rest.shift() : row));
  const at = held ? rows.indexOf(held) : rows.length;
  if (!held) return list().append(...rows);
  held.before(...rows.slice(0, at));
  held.after(...rows.slice(at + 1));
}

function drag(event) {
  const row = event.target.closest("li");
  const before = waiting();
  let pull = 0;
  let y = event.clientY;
  let frame = 0;

  const follow = () => {
    const rows = waiting();
    const at = rows.indexOf(row);
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
    let to = at;
    while (to > 0 && y < middle(rows[to - 1])) to -= 1;
    while (to < rows.length - 1 && y > middle(rows[to + 1])) to += 1;
    if (to === at) return;
    rows.splice(to, 0, ...rows.splice(at, 1));
    arrange(rows, row);
  };
  const scroll = () => {
    frame = 0;
    if (!pull) return;
    window.scrollBy(0, pull);
    follow();
    frame = requestAnimationFrame(scroll);
  };
  const moved = (at) => {
    y = at.clientY;
    pull = y < EDGE ? -STEP : y > window.innerHeight - EDGE ? STEP : 0;
    if (pull && !frame) frame = requestAnimationFrame(scroll);
    follow();
  };
  const end = (keep) => () => {
    pull = 0;
    for (const [name, listener] of listeners) document.removeEventListener(name, listener);
    row.classList.remove("row--dragged");
    const place = waiting().indexOf(row) + 1;
    if (!keep) arrange(before, row);
    else if (place !== before.indexOf(row) + 1) move(idOf(row), () => place, "[data-handle]");
  };
  const listeners = [
    ["pointermove", moved],
    ["pointerup", end(true)],
    ["pointercancel", end(false)],
    ["keydown", (key) => key.key === "Escape" && end(false)()],
  ];
  for (const [name, listener] of listeners) document.addEventListener(name, listener);
  row.classList.add("row--dragged");
}

if (section) {
  ready();
  section.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-agenda]") || event.submitter?.name !== "move") return;
    event.preventDefault();
    const [id, place] = event.submitter.value.split(":");
    move(id, () => Number(place), event.submitter.matches("[data-up]") ? "[data-up]" : "[data-down]");
  });
  section.addEventListener("keydown", (event) => {
    const row = event.target.closest("li")?.querySelector("[data-item]")?.closest("li");
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!row || !by || !event.altKey) return;
    event.preventDefault();
    const held = document.activeElement.matches("[data-handle]") ? "[data-handle]" : "a";
    move(idOf(row), (now) => now + by, held);
  });
  section.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("[data-handle]") || event.button) return;
    event.preventDefault();
    event.target.closest("[data-handle]").focus();
    drag(event);
  });
}
