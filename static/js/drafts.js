// What is typed and not saved is kept on the server; until it is there, in this browser, by person and by report.

const PREFIX = "casework:draft:";
const QUIET_MS = 2500;
const PAUSES_S = [3, 6, 12, 30, 60];

const person = () => document.documentElement.dataset.person ?? "";
const nameOf = (key) => `${PREFIX}${person()}:${key}`;

// Storage may be shut off or full; then the server alone keeps.
function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

export function clearDrafts(key) {
  stored((box) => box.removeItem(nameOf(key)));
}

// Log-out on a shared computer leaves nothing; nor does somebody else's log-in.
export function clearOthers(everything) {
  const own = `${PREFIX}${person()}:`;
  const clear = (box) => {
    for (const name of Object.keys(box)) {
      if (name.startsWith(PREFIX) && (everything || !name.startsWith(own))) box.removeItem(name);
    }
  };
  stored(clear);
  stored(() => clear(sessionStorage)); // what is typed at a meeting (live/typed.js)
}

export function keepDraft(form) {
  const told = form.querySelector("[data-draft-told]");
  const name = nameOf(form.dataset.keepKey);
  const state = { timer: 0, tries: 0, dirty: false, sending: null, stopped: false };

  const say = (text, kind = "") => {
    told.textContent = text;
    told.dataset.state = kind;
  };
  const data = () => {
    const pairs = new FormData(form);
    return new URLSearchParams(Array.from(pairs, ([field, value]) => [field, String(value)]));
  };
  const remember = () => {
    const text = data();
    text.delete("csrf_token");
    stored((box) => box.setItem(name, JSON.stringify({ at: Date.now(), text: text.toString() })));
  };
  const later = (ms) => {
    clearTimeout(state.timer);
    state.timer = setTimeout(send, ms);
  };
  const retry = () => {
    say(told.dataset.lost, "lost");
    later(1000 * PAUSES_S[Math.min(state.tries++, PAUSES_S.length - 1)]);
  };

  async function send() {
    if (state.stopped || state.sending || !state.dirty) return;
    state.dirty = false;
    state.sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST",
        body: data(),
        headers: { Accept: "application/json" },
        redirect: "manual",
        signal: state.sending.signal,
      });
      await judge(answer);
    } catch {
      if (state.stopped) return;
      state.dirty = true;
      retry();
    } finally {
      state.sending = null;
    }
    if (state.dirty && !state.stopped && !state.tries) later(QUIET_MS);
  }

  async function judge(answer) {
    if (answer.type === "opaqueredirect") {
      state.dirty = true;
      later(1000 * PAUSES_S.at(-1));
      return say(told.dataset.out, "lost");
    }
    if (answer.status >= 500) throw new Error(answer.status);
    const said = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : {};
    if (!answer.ok) {
      state.stopped = true; // another window goes on, or it is locked: here the text stays in its fields
      return say(said.told ?? told.dataset.out, "lost");
    }
    form.elements.draft_revision.value = said.revision;
    state.tries = 0;
    if (!state.dirty) stored((box) => box.removeItem(name));
    say(said.told);
  }

  form.addEventListener("input", () => {
    state.dirty = true;
    if (state.stopped) return;
    remember();
    if (!state.tries) {
      if (!told.textContent) say(told.dataset.typing);
      later(QUIET_MS);
    }
  });
  form.addEventListener("submit", () => {
    state.stopped = true;
    clearTimeout(state.timer);
    state.sending?.abort();
    stored(() => sessionStorage.setItem(`${PREFIX}sent`, form.dataset.keepKey));
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) state.stopped = false; // back again, by the back button
  });
  window.addEventListener("online", () => {
    state.tries = 0;
    if (state.dirty) later(0);
  });
  if ("answered" in form.dataset) remember(); // the page answers what was just sent: its fields hold the newest text
  else bringBack(form, name, say, state);
}

// Text that never reached the server (the tab was shut without a connection) goes there now, and is offered from there.
async function bringBack(form, name, say, state) {
  const kept = stored((box) => JSON.parse(box.getItem(name) ?? "null"));
  if (!kept) return;
  const text = new URLSearchParams(kept.text);
  text.set("csrf_token", form.elements.csrf_token.value);
  if (text.toString() === typedNow(form)) return stored((box) => box.removeItem(name));
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body: text, redirect: "manual" });
    if (answer.ok && state.dirty) {
      form.elements.draft_revision.value = (await answer.json()).revision; // she writes already: nothing of it is taken away
    } else if (answer.ok) {
      stored((box) => box.removeItem(name));
      location.reload();
    } else if (answer.status === 409) offer(form, text, name, kept, say);
  } catch {
    // still no connection: it stays, and is asked for the next time
  }
}

function typedNow(form) {
  return new URLSearchParams(Array.from(new FormData(form), ([field, value]) => [field, String(value)])).toString();
}

// Both the server and this browser hold unsaved text: she says which one is to be kept.
function offer(form, text, name, kept, say) {
  const bar = form.querySelector("[data-draft-told]");
  const time = new Date(kept.at).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
  say(bar.dataset.other.replace("{time}", time), "lost");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = bar.dataset.useOther;
  button.addEventListener("click", async () => {
    text.set("over", "1");
    const answer = await fetch(form.dataset.keep, { method: "POST", body: text, redirect: "manual" });
    if (!answer.ok) return;
    stored((box) => box.removeItem(name));
    location.reload();
  });
  bar.append(" ", button);
}

// The page that a saved form leads to says so: then nothing of it is kept in the browser any more.
function forgetSaved() {
  const sent = stored(() => sessionStorage.getItem(`${PREFIX}sent`));
  if (!sent || !document.querySelector("[data-case-shown]")) return;
  clearDrafts(sent);
  stored(() => sessionStorage.removeItem(`${PREFIX}sent`));
}

forgetSaved();
if (person()) clearOthers(false);
for (const form of document.querySelectorAll("form[data-logout]")) form.addEventListener("submit", () => clearOthers(true));
