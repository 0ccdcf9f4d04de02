// How far the meeting's packet has come: asked for while it is put together, then the page is shown with its link.
// Without script the page has a link to itself instead.

const box = document.querySelector("[data-packet]");
const bar = box.querySelector("progress");
const words = box.querySelector("[data-packet-words]");
const PAUSE = 1500;
const LONGEST = 15000;

box.querySelector("[data-packet-reload]").hidden = true;
let pause = PAUSE;

async function ask() {
  try {
    const answer = await fetch(box.dataset.packet, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const packet = await answer.json();
    bar.max = packet.total;
    bar.value = packet.done;
    if (words.textContent !== packet.words) words.textContent = packet.words;
    if (packet.state === "done" || packet.state === "failed") return location.reload();
    pause = PAUSE;
  } catch {
    pause = Math.min(pause * 2, LONGEST); // the connection is away for a while; what is shown stands
  }
  setTimeout(ask, pause);
}

setTimeout(ask, pause);
