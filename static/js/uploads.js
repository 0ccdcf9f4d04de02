// Files go one at a time, so that each shows how far it has come and one that is refused stops no other.
// Sent twice, a file is in the case once; so what was lost on the way can always be tried again.

export function sendFiles(form, bind) {
  const input = form.querySelector("input[type=file]");
  const queue = [];
  let busy = false;

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return; // the server says that a file is to be chosen
    event.preventDefault();
    for (const file of input.files) queue.push(newLine(form, file));
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    work();
  });
  form.addEventListener("click", (event) => {
    const line = event.target.closest("[data-again]")?.closest("li");
    if (!line) return;
    queue.push({ ...line.upload, line });
    work();
  });
  window.addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });

  async function work() {
    if (busy) return;
    busy = true;
    let added = false;
    while (queue.length) added = (await sendOne(form, queue.shift())) || added;
    if (added) await drawList(form, bind);
    busy = false;
    if (queue.length) work(); // chosen while the list was drawn
  }
}

function newLine(form, file) {
  const line = document.createElement("li");
  const list = form.querySelector("[data-upload-lines]");
  line.upload = { file };
  list.append(line);
  list.hidden = false;
  say(line, file.name);
  return { file, line };
}

async function sendOne(form, { file, line }) {
  const words = form.dataset;
  const told = form.querySelector("[data-upload-told]");
  const tell = (text, again = "") => {
    say(line, `✗ ${text}`, again);
    line.className = "uploads__stopped";
    told.textContent = text;
  };
  if (file.size > Number(words.maxBytes)) {
    tell(filled(words.large, file));
    return false;
  }
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.ariaLabel = file.name;
  let quarter = -1;
  const advance = (percent) => {
    bar.value = percent;
    say(line, filled(words.sending, file, percent), "", bar);
    if (Math.floor(percent / 25) === quarter) return; // read out four times, not a hundred
    quarter = Math.floor(percent / 25);
    told.textContent = filled(words.sending, file, percent);
  };
  line.className = "";
  advance(0);
  const answer = await post(form, file, advance);
  if (answer.lost) tell(filled(words.lost, file), words.again);
  else if (answer.reasons) tell(answer.reasons.join(" "));
  else if (answer.version) {
    told.textContent = filled(words.done, { name: answer.name });
    dropLine(line);
    follow(form, answer.version);
    return true;
  } else tell(filled(words.unexpected, file));
  return false;
}

function post(form, file, advance) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("files", file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => advance(Math.floor((100 * event.loaded) / event.total)));
    request.addEventListener("load", () => resolve(request.status >= 502 ? { lost: true } : (request.response ?? {})));
    for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => resolve({ lost: true }));
    request.send(body);
  });
}

// The page follows the version that its own files made, and no other: what somebody else changed is still told.
function follow(form, version) {
  const known = form.dataset.version;
  if (version !== Number(known) + 1) return;
  form.dataset.version = String(version);
  for (const field of document.querySelectorAll('input[name="version"]')) {
    if (field.value === known) field.value = field.defaultValue = String(version);
  }
}

async function drawList(form, bind) {
  try {
    const answer = await fetch(form.dataset.page, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-attachments]");
    if (!fresh) return;
    document.querySelector("[data-attachments]").replaceWith(fresh);
    fresh.querySelectorAll("form[data-once]").forEach(bind);
  } catch {
    location.reload(); // the files are in place; the page says so when it comes
  }
}

function say(line, text, again = "", bar = null) {
  const parts = [text];
  if (bar) parts.push(bar);
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.dataset.again = "";
    button.textContent = again;
    parts.push(button);
  }
  line.replaceChildren(...parts);
}

function dropLine(line) {
  const list = line.parentElement;
  line.remove();
  list.hidden = !list.children.length;
}

function filled(text, { name }, percent = 0) {
  return text.replace("{name}", () => name).replace("{percent}", percent);
}
