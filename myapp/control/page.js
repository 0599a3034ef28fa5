"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const link = find("link"), result = find("result"), uptime = find("uptime");
  const counting = new Intl.NumberFormat("en");
  let token = document.body.dataset.token;
  let born = performance.now() - 1000 * uptime.dataset.seconds;

  // Times come in UTC; this reader's are local.
  const pad = (number) => String(number).padStart(2, "0");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const localise = (root) => {
    for (const time of root.querySelectorAll("time")) {
      const at = new Date(time.dateTime);
      const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(pad).join(":");
      time.textContent = `${pad(at.getDate())} ${months[at.getMonth()]} ${clock}`;
      time.title = at.toString();
    }
  };
  localise(document);
  find("zone").textContent = Intl.DateTimeFormat().resolvedOptions().timeZone || "local";

  const tick = () => {
    const seconds = Math.max(0, Math.floor((performance.now() - born) / 1000));
    const days = Math.floor(seconds / 86400);
    const clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map((part) => pad(Math.floor(part))).join(":");
    uptime.textContent = days ? `${counting.format(days)} d ${clock}` : clock;
  };
  setInterval(tick, 1000);

  // A row that stays is not touched, so that neither focus nor selection is lost.
  const arrange = (list, { keys, rows }) => {
    const present = new Map([...list.children].map((row) => [row.dataset.key, row]));
    const wanted = new Set(keys);
    if (keys.some((key) => !present.has(key) && !(key in rows))) return false;
    for (const [key, row] of present) {
      if (wanted.has(key)) continue;
      if (row.contains(document.activeElement)) {
        const next = row.nextElementSibling || row.previousElementSibling;
        (next?.querySelector("button") || find(list.id === "clients" ? "who-title" : "board-title")).focus();
      }
      row.remove();
    }
    let place = list.firstElementChild;
    for (const key of keys) {
      if (place?.dataset.key === key) {
        place = place.nextElementSibling;
      } else if (present.has(key)) {
        list.insertBefore(present.get(key), place);
      } else {
        const made = document.createElement("template");
        made.innerHTML = rows[key];
        localise(made.content);
        list.insertBefore(made.content, place);
      }
    }
    return true;
  };

  const swap = (element, html) => {
    if (element.dataset.html === html) return;
    const focused = element.contains(document.activeElement);
    element.innerHTML = element.dataset.html = html;
    if (focused) element.querySelector("button, a")?.focus();
  };

  const show = (event) => {
    const news = JSON.parse(event.data);
    token = news.token;
    born = performance.now() - 1000 * news.uptime;
    for (const [name, figure] of Object.entries(news.figures)) {
      const place = document.querySelector(`[data-figure="${name}"]`);
      if (place) place.textContent = counting.format(figure);
    }
    swap(find("door"), news.door);
    let whole = arrange(find("clients"), news.clients);
    if (document.body.dataset.live === "newest") {
      whole = arrange(find("notices"), news.notices) && whole;
      swap(find("pager"), news.pager);
    }
    if (!whole) connect();
  };

  let source = null;
  const connect = () => {
    source?.close();
    source = new EventSource("events");
    source.onmessage = show;
    source.onopen = () => { link.textContent = "Live"; link.className = "live"; };
    source.onerror = () => {
      link.textContent = "Offline";
      link.className = "offline";
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
    };
  };
  link.textContent = "Connecting";
  connect();

  const said = {
    broadcast: (done) => `Notice ${done.number} is on the board.`,
    delete: (done) => `Notice ${done.number} is deleted.`,
    disconnect: (done) => `Client ${done.number} is disconnected.`,
    pause: () => "New clients are turned away.",
    resume: () => "New clients are let in.",
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target, action = form.getAttribute("action");
    if (!(action in said)) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    fields.set("token", token);
    try {
      const response = await fetch(`api/${action}`, { method: "POST", body: fields });
      const done = await response.json();
      result.className = response.ok ? "done" : "failed";
      result.textContent = response.ok ? said[action](done) : `Not done: ${done.error}.`;
      if (response.ok && action === "broadcast") form.reset();
    } catch {
      result.className = "failed";
      result.textContent = "Not done: the server does not answer.";
    }
  });
})();
