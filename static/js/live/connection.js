// The connection of a meeting's page: a stream that tells when something changed, and a question for what it is now.
// Where the server has no stream to give it asks every few seconds. Whoever loses the connection sees it.

const SILENCE_MS = 40_000; // the server says something every fifteen seconds
const ASKING_MS = 3_000;
const STREAM_AGAIN_MS = 30_000;
const HIDDEN_MS = 30_000;
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

const about = (ms) => ms * (0.8 + 0.4 * Math.random()); // not all tablets at one moment

export class Connection {
  constructor(root, page) {
    this.words = root.dataset;
    this.page = page;
    this.etag = "";
    this.tries = 0;
    this.contact = Date.now();
    this.refused = 0; // when the server last had no stream
    this.ended = false;
  }

  begin() {
    this.open();
    setInterval(() => this.source && Date.now() - this.contact > SILENCE_MS && this.again(), 5_000);
    window.addEventListener("online", () => this.again());
    window.addEventListener("offline", () => this.lost());
    window.addEventListener("pageshow", (event) => event.persisted && this.again());
    document.addEventListener("visibilitychange", () => this.seen());
  }

  // A page that nobody looks at gives its stream to others.
  seen() {
    clearTimeout(this.hiding);
    if (document.visibilityState === "visible") {
      if (!this.source || Date.now() - this.contact > SILENCE_MS / 2) this.again();
    } else {
      this.hiding = setTimeout(() => this.close(), HIDDEN_MS);
    }
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  again() {
    if (this.ended) return;
    this.close();
    this.tries = 0;
    this.open();
  }

  open() {
    if (this.ended || Date.now() - this.refused < STREAM_AGAIN_MS) return this.ask();
    const source = (this.source = new EventSource(this.words.stream));
    let heard = false;
    source.addEventListener("message", (event) => {
      heard = true;
      this.reached("following");
      if (Number(event.data) !== this.page.shown()) this.fetch();
    });
    source.addEventListener("error", () => {
      if (this.source !== source) return;
      this.close();
      if (heard) this.later(() => this.open(), 500); // it ended, as it does after some minutes, or was cut off
      else this.ask(true);
    });
  }

  // Is there a connection at all? Then it was the stream that was refused, and the page asks by itself.
  async ask(noStream = false) {
    const answered = await this.fetch();
    if (this.ended) return;
    if (answered) {
      if (noStream) this.refused = Date.now();
      this.reached("asking");
      this.later(() => this.open(), ASKING_MS);
    } else {
      this.later(() => this.open(), PAUSES_MS[Math.min(this.tries++, PAUSES_MS.length - 1)]);
    }
  }

  later(act, ms) {
    clearTimeout(this.timer);
    if (!this.ended) this.timer = setTimeout(act, about(ms));
  }

  // One question at a time; what changes meanwhile is asked for after it.
  fetch() {
    if (this.asking) this.once = true;
    this.asking ??= this.fetchOnce().finally(() => {
      this.asking = null;
      if (this.once) {
        this.once = false;
        this.fetch();
      }
    });
    return this.asking;
  }

  async fetchOnce() {
    try {
      const headers = this.etag ? { "If-None-Match": this.etag } : {};
      const answer = await fetch(`${this.words.page}?del=1&har=${this.page.has()}`, { headers });
      if (answer.status === 304) return true;
      if (answer.redirected) return this.out();
      if (answer.status === 403 || answer.status === 404) return this.gone();
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.fresh(answer);
      this.page.take(page);
      return true;
    } catch {
      this.lost();
      return false;
    }
  }

  fresh(answer) {
    this.etag = answer.headers.get("ETag") ?? "";
  }

  reached(state) {
    this.tries = 0;
    this.contact = Date.now();
    this.tell(this.words[state], state);
  }

  lost() {
    const time = new Date(this.contact).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
    if (!this.ended) this.tell(this.words.lost.replace("{time}", time), "lost");
  }

  out() {
    const link = document.createElement("a");
    link.href = this.words.login;
    link.textContent = this.words.logIn;
    this.end(this.words.out, " ", link);
    return false;
  }

  gone() {
    this.end(this.words.gone);
    return false;
  }

  end(...told) {
    this.ended = true;
    this.close();
    this.tell("", "lost");
    this.page.state.replaceChildren(...told);
  }

  // Said once, not at every heartbeat.
  tell(text, state) {
    if (this.page.state.textContent !== text) this.page.state.textContent = text;
    this.page.state.dataset.state = state;
  }
}
