"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const link = find("link"), result = find("result"), uptime = find("uptime"), saved = find("saved");
  const older = document.body.dataset.older.split(" ");
  const counting = new Intl.NumberFormat("en");
  // As many rows as the server sends at a time; a list at its top is cut back when it has twice as many.
  const PART = 50;
  let token = document.body.dataset.token;
  let born = performance.now() - 1000 * uptime.dataset.seconds;

  // Times come in UTC, and are shown in local time.
  const pad = (number) => String(number).padStart(2, "0");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const localise = (root) => {
    for (const time of root.querySelectorAll("time")) {
      const at = new Date(time.dateTime);
      const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(pad).join(":");
      time.textContent = `${pad(at.getDate())} ${months[at.getMonth()]} ${clock}`;
      time.title = at.toString();
    }
    return root;
  };
  localise(document);
  find("zone").textContent = Intl.DateTimeFormat().resolvedOptions().timeZone || "local time";

  const ago = (seconds) => {
    if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s ago`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
    return seconds < 86400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86400)} d ago`;
  };
  const tick = () => {
    const seconds = Math.max(0, Math.floor((performance.now() - born) / 1000));
    const days = Math.floor(seconds / 86400);
    const clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map((part) => pad(Math.floor(part))).join(":");
    uptime.textContent = days ? `${counting.format(days)} d ${clock}` : clock;
    if (saved.dataset.when) saved.textContent = `Saved ${ago(Date.now() / 1000 - saved.dataset.when)}`;
  };
  setInterval(tick, 1000);

  // The two lists: newest first, each row with its number.
  const numberOf = (row) => Number(row.dataset.number);
  const parse = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return localise(template.content).firstElementChild;
  };
  const replace = (list, row, made) => {
    const focused = row.contains(document.activeElement);
    const next = row.nextElementSibling || row.previousElementSibling;
    if (made) row.replaceWith(made);
    else row.remove();
    if (focused) ((made || next)?.querySelector("button") || find(`${list.id}-title`)).focus();
  };
  const showMore = (list, oldest) => {
    const more = find(`${list.id}-more`), last = list.lastElementChild;
    more.hidden = !last || numberOf(last) <= oldest;
    if (last) more.search = `?${list.id}=${numberOf(last)}`;
  };
  const update = (list, { rows, gone, only }, oldest) => {
    const present = new Map([...list.children].map((row) => [numberOf(row), row]));
    const kept = new Set(rows.map(([number]) => number)), lost = new Set(gone);
    // What is below the last row that was loaded comes when it is asked for.
    const complete = only || find(`${list.id}-more`).hidden;
    const floor = older.includes(list.id) ? Infinity : complete ? 0 : numberOf(list.lastElementChild);
    for (const [number, row] of present) {
      if (only ? !kept.has(number) : lost.has(number) || number < oldest) replace(list, row, null);
    }
    for (const [number, html] of rows) {
      if (present.has(number)) {
        replace(list, present.get(number), parse(html));
      } else if (number > floor) {
        let place = list.firstElementChild;
        while (place && numberOf(place) > number) place = place.nextElementSibling;
        list.insertBefore(parse(html), place);
      }
    }
    if (list.children.length > 2 * PART && !list.closest(".scroll").scrollTop && !scrollY) {
      while (list.children.length > PART) list.lastElementChild.remove();
    }
    showMore(list, oldest);
  };

  // Further parts come from the page that the link leads to.
  const load = async (list, more) => {
    if (more.hidden || more.dataset.busy) return;
    more.dataset.busy = "busy";
    try {
      const focused = document.activeElement === more;
      const text = await (await fetch(more.href)).text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const last = numberOf(list.lastElementChild);
      const rows = [...localise(page).querySelectorAll(`#${list.id} > *`)].filter((row) => numberOf(row) < last);
      list.append(...rows);
      const next = page.getElementById(more.id);
      more.hidden = next.hidden;
      more.search = next.search;
      if (focused) rows[0]?.querySelector("button")?.focus();
    } catch {
      location.href = more.href;
    }
    delete more.dataset.busy;
    // Observed anew, it is seen again if it is still in view.
    observer.unobserve(more);
    observer.observe(more);
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) load(find(target.id.replace("-more", "")), target);
    }
  });
  for (const name of ["notices", "clients"]) {
    const more = find(`${name}-more`);
    if (older.includes(name)) continue;
    more.addEventListener("click", (event) => { event.preventDefault(); load(find(name), more); });
    observer.observe(more);
  }

  const swap = (element, html) => {
    if (element.dataset.html === html) return;
    const focused = element.contains(document.activeElement);
    element.innerHTML = element.dataset.html = html;
    if (focused) element.querySelector("button")?.focus();
  };
  const show = (event) => {
    const news = JSON.parse(event.data);
    token = news.token;
    born = performance.now() - 1000 * news.uptime;
    saved.dataset.when = news.saved ?? "";
    for (const [name, figure] of Object.entries(news.figures)) {
      for (const place of document.querySelectorAll(`[data-figure="${name}"]`)) {
        place.textContent = counting.format(figure);
      }
    }
    swap(find("switch"), news.door);
    for (const name of ["notices", "clients"]) update(find(name), news[name], news.oldest[name]);
    tick();
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
    broadcast: (done) => `Notice ${done.number} posted`,
    delete: (done) => `Notice ${done.number} deleted`,
    restore: (done) => `Notice ${done.number} restored`,
    disconnect: (done) => `Client ${done.number} disconnected`,
    pause: () => "New clients are turned away",
    resume: () => "New clients are let in",
  };
  let fading = 0;
  const say = (text, failed) => {
    clearTimeout(fading);
    result.textContent = text;
    result.className = failed ? "failed" : "done";
    fading = setTimeout(() => { result.textContent = ""; }, failed ? 15000 : 5000);
  };
  // The second click of a double click would hit what has moved to the place of the first.
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("ol button")) event.preventDefault();
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    const action = button?.getAttribute("formaction") || form.getAttribute("action");
    if (!(action in said)) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    if (button?.name) fields.set(button.name, button.value);
    fields.set("token", token);
    try {
      const response = await fetch(`api/${action}`, { method: "POST", body: fields });
      const done = await response.json();
      say(response.ok ? said[action](done) : `Failed: ${done.error}`, !response.ok);
      if (response.ok && action === "broadcast") form.reset();
    } catch {
      say("Failed: server not responding", true);
    }
  });
})();
