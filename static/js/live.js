// The page of a meeting follows the chair: it hears that something changed, fetches itself and takes over the parts
// that are other than before. What is typed is never taken away. Without this file the link "Hämta på nytt" does it.

import { allowAgain, guardUnsaved, sendOnce } from "./casework.js";
import { Connection } from "./live/connection.js";
import { forget, keep, restore } from "./live/typed.js";

const root = document.querySelector("[data-live]");
const told = root.querySelector("[data-live-told]");
const notices = root.querySelector("[data-live-notice]");
const words = root.dataset;
const sent = new WeakMap(); // a part as the server sent it, to tell whether it has become another

const TOLD_MS = 10_000; // so long one's own act is news
let noticed = 0;

const now = () => root.querySelector("[data-now]");
const partsOf = (page) => Array.from(page.querySelectorAll("[data-parts]"));
const isWritten = (part) => part.querySelector("form[data-written]") !== null;

// Another room's sections are parts too, so that one may change while somebody writes in the next.
function flatten(page) {
  for (const flat of page.querySelectorAll("[data-flat]")) {
    for (const part of flat.children) part.dataset.part = `${part.getAttribute("aria-labelledby")}-${flat.dataset.flat}`;
    flat.replaceWith(...flat.children);
  }
}

// What the server sent, without what is another each time: the forms' tokens, and what tells one sending from the next.
function asSent(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("[name=csrf_token], [type=hidden][name$=key]").forEach((field) => field.setAttribute("value", ""));
  return copy.outerHTML;
}

function begin(part) {
  sent.set(part, asSent(part));
  restore(part);
}

// The page as it is now takes the place of what stood here, part by part.
function takeOver(page) {
  const fresh = page.querySelector("[data-now]");
  flatten(fresh);
  const said = [];
  const anchor = partsOf(root).flatMap((list) => Array.from(list.children)).find((part) => part.getBoundingClientRect().bottom > 0);
  const top = anchor?.getBoundingClientRect().top;
  for (const list of partsOf(root)) {
    const there = fresh.querySelector(`[data-parts="${list.dataset.parts}"]`);
    mend(list, Array.from(there.children), said);
  }
  now().dataset.now = fresh.dataset.now;
  if (anchor?.isConnected) window.scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
  if (said.length) told.textContent = said.join(" ");
}

// The same when the meeting goes on; what was told of one's own press is old news then.
function follow(page) {
  if (Date.now() - noticed > TOLD_MS) notices.querySelectorAll(".notice--ok").forEach((one) => one.remove());
  takeOver(page);
}

function mend(list, fresh, said) {
  const old = new Map(Array.from(list.children, (part) => [part.dataset.part, part]));
  let last = null;
  for (const part of fresh) {
    const stands = old.get(part.dataset.part);
    old.delete(part.dataset.part);
    last = stands ? replaceOne(stands, part, said) : insert(list, last, part, said);
  }
  for (const part of old.values()) {
    if (isWritten(part)) warn(part, words.elsewhere, null);
    else part.remove();
  }
}

function insert(list, last, part, said) {
  if (last) last.after(part);
  else list.prepend(part);
  ready(part);
  say(part, null, said);
  return part;
}

function replaceOne(stands, part, said) {
  if ("same" in part.dataset || sent.get(stands) === asSent(part)) {
    renew(stands, part);
    return stands;
  }
  say(part, stands, said);
  if (isWritten(stands)) {
    warn(stands, words.changed, part);
    return stands;
  }
  const focus = focusIn(stands);
  const open = Array.from(stands.querySelectorAll("details"), (one) => one.open && labelOf(one)).filter(Boolean);
  stands.replaceWith(part);
  part.querySelectorAll("details").forEach((one) => (one.open ||= open.includes(labelOf(one))));
  ready(part);
  focus?.(part);
  return part;
}

const labelOf = (details) => details.querySelector("summary")?.textContent.trim();

// The same form of another moment: it goes on with the newest token.
function renew(stands, part) {
  const fresh = part.querySelector("[name=csrf_token]")?.value;
  if (fresh) stands.querySelectorAll("[name=csrf_token]").forEach((field) => (field.value = fresh));
}

function ready(part) {
  begin(part);
  part.querySelectorAll("form[data-once]").forEach(sendOnce);
  part.querySelectorAll("form[data-guard-unsaved]").forEach(guardUnsaved);
}

function say(part, before, said) {
  if (part.dataset.told && part.dataset.told !== before?.dataset.told) said.push(part.dataset.told.trim());
}

// Where the focus is, as a way to find it again in what takes the part's place.
function focusIn(part) {
  const element = document.activeElement;
  if (!part.contains(element)) return null;
  const form = element.closest("form")?.getAttribute("action");
  const like = (other) =>
    other.tagName === element.tagName &&
    other.textContent === element.textContent &&
    (other.closest("form")?.getAttribute("action") ?? undefined) === form;
  return (fresh) => {
    const same = Array.from(fresh.querySelectorAll("a, button, summary, input, select, textarea")).find(like);
    const heading = fresh.querySelector("h2");
    if (!same && heading) heading.tabIndex = -1;
    (same ?? heading)?.focus({ preventScroll: true });
  };
}

// The part stays, since somebody writes in it; he says when it is to become what it is now.
function warn(part, sentence, fresh) {
  const before = part.querySelector(":scope > .live-stale");
  const note = document.createElement("div");
  note.className = "live-stale";
  const text = document.createElement("p");
  text.textContent = sentence;
  note.append(text, button(fresh ? words.show : words.discard, () => settle(part, fresh)));
  if (before) before.replaceWith(note);
  else part.prepend(note);
  told.textContent = sentence;
}

// What was typed goes along where the form has the field still; else it is given up on the reader's own word.
function settle(part, fresh) {
  if (fresh) {
    part.replaceWith(fresh);
    ready(fresh);
  } else {
    part.querySelectorAll("form").forEach(forget);
    part.remove();
  }
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

// Forms are sent from here, so that without a connection the page and its text stay.
async function send(form, submitter) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  form.querySelector(".live-unsent")?.remove();
  const to = submitter?.getAttribute("formaction") ?? form.action;
  let answer, page;
  try {
    answer = await fetch(to, { method: "POST", body });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return unsent(form, submitter);
  }
  if (page.querySelector("[data-live]")) {
    if (answer.ok) done(form);
    allowAgain(form);
    notices.replaceChildren(...page.querySelectorAll(".messages .notice, [data-live-notice] .notice"));
    noticed = Date.now();
    if (notices.firstElementChild) notices.scrollIntoView({ block: "nearest" });
    takeOver(page);
    connection.fresh(answer);
  } else if (answer.redirected && new URL(answer.url).pathname === new URL(words.login, location).pathname) {
    allowAgain(form);
    connection.out();
  } else if (answer.redirected && answer.ok) {
    forget(form);
    location.assign(answer.url);
  } else if (await connection.fetch()) {
    natively(form, submitter, to); // it was refused on a page of its own: that page is to be shown
  } else {
    allowAgain(form); // logged out, or without a connection after all: that is told
  }
}

// What was sent is not kept, and its fold is closed.
function done(form) {
  forget(form);
  const fold = form.closest("details");
  if (fold) fold.open = false;
}

function natively(form, submitter, to) {
  if (submitter?.name) {
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(pressed);
  }
  form.action = to;
  form.submit();
}

function unsent(form, submitter) {
  allowAgain(form);
  const note = document.createElement("div");
  note.className = "live-unsent";
  note.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = words.unsent;
  note.append(text, button(words.again, () => form.requestSubmit(submitter?.isConnected ? submitter : undefined)));
  form.append(note);
  connection.lost();
}

const connection = new Connection(root, {
  shown: () => Number(now().dataset.now),
  has: () => Array.from(root.querySelectorAll("[data-key]"), (part) => part.dataset.key).join("."),
  take: follow,
  state: root.querySelector("[data-live-state]"),
});

flatten(root);
partsOf(root).forEach((list) => Array.from(list.children).forEach(begin));
root.addEventListener("input", (event) => event.target.form && keep(event.target.form));
root.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return; // pressed twice
  event.preventDefault();
  send(event.target, event.submitter);
});
connection.begin();
