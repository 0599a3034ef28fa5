"""What the HTML view does besides folding, which needs no script: search, fold all, lines between shared objects."""

from __future__ import annotations

JAVASCRIPT = """
'use strict';
const picture = document.querySelector('.picture');
const canvas = picture.querySelector('.canvas');
const folds = [...picture.querySelectorAll('.fold input')];
const cards = [...picture.querySelectorAll('.card')];
const search = document.getElementById('search');
const count = document.getElementById('count');
const lines = canvas.querySelector('svg');
document.querySelector('.tools').hidden = false;

const visible = (element) => element.offsetParent !== null;

function draw() {
  const shown = document.getElementById('links').checked;
  const origin = canvas.getBoundingClientRect();
  lines.setAttribute('width', canvas.scrollWidth);
  lines.setAttribute('height', canvas.scrollHeight);
  lines.replaceChildren();
  if (!shown) return;
  for (const chip of picture.querySelectorAll('.chips a')) {
    const target = document.getElementById(chip.hash.slice(1));
    if (!target || !visible(chip) || !visible(target)) continue;
    const from = chip.getBoundingClientRect(), to = target.getBoundingClientRect();
    const x1 = from.right - origin.left, y1 = from.top + from.height / 2 - origin.top;
    const x2 = to.right - origin.left, y2 = to.top + 14 - origin.top;
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    const bend = Math.max(x1, x2) + 40;
    path.setAttribute('d', `M${x1},${y1} C${bend},${y1} ${bend},${y2} ${x2},${y2}`);
    path.setAttribute('stroke-dasharray', '4 4');
    lines.append(path);
  }
}

function reveal(card) {
  for (let item = card.closest('li').parentElement.closest('li'); item; item = item.parentElement.closest('li')) {
    const fold = item.querySelector(':scope > .fold > input');
    if (fold) fold.checked = true;
  }
}

function find() {
  const words = search.value.trim().toLowerCase();
  const found = words ? cards.filter((card) => card.dataset.text.toLowerCase().includes(words)) : [];
  cards.forEach((card) => card.classList.toggle('found', found.includes(card)));
  found.forEach(reveal);
  count.textContent = words ? `${found.length} of ${cards.length} objects` : '';
  if (found.length) found[0].scrollIntoView({ block: 'center', inline: 'center' });
  draw();
}

function foldAll(open) {
  folds.forEach((fold, index) => { fold.checked = open || index === 0; });
  draw();
}

search.addEventListener('input', find);
folds.forEach((fold) => fold.addEventListener('change', draw));
document.getElementById('links').addEventListener('change', draw);
document.getElementById('open').addEventListener('click', () => foldAll(true));
document.getElementById('close').addEventListener('click', () => foldAll(false));
window.addEventListener('resize', draw);
window.addEventListener('hashchange', () => {
  const card = document.getElementById(location.hash.slice(1));
  if (card && card.classList.contains('card')) {
    reveal(card);
    card.scrollIntoView({ block: 'center', inline: 'center' });
  }
  draw();
});
draw();
"""
