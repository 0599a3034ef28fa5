"""How the HTML view looks: one style sheet, for light and dark, that draws the picture without any script."""

from __future__ import annotations

CSS = """
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #1d2126; --faint: #5a626c; --line: #c6c3ba; --card: #ffffff;
  --accent: #1f5f99; --instance: #1f5f99; --call: #a34a00; --other: #9c1c3c; --good: #1f6a34;
  --bad: #a3142e; --mark: #ffe27a; --soft: #efede6; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e7e5df; --faint: #a4abb5; --line: #40464f;
  --card: #1d2127; --accent: #7fb8ea; --instance: #7fb8ea; --call: #f0a868; --other: #f08aa2;
  --good: #7fd196; --bad: #ff8fa3; --mark: #6b5600; --soft: #262b32; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main > section { padding: 1rem clamp(1rem, 4vw, 3rem); }
header { border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: baseline; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .6rem; }
a { color: var(--accent); }
code, .mono { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .875rem; overflow-wrap: anywhere; }
.verdict { font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem 3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
ul.plain { list-style: none; margin: 0; padding: 0; } ul.plain ul { list-style: none; padding-left: 1.2rem; }
ul.plain li { padding: .1rem 0; overflow-wrap: anywhere; }
.kind { color: var(--faint); } .effects li { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0 .75rem; }
.alarming { color: var(--call); font-weight: 600; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; color: var(--faint); font-weight: 500; }
td, th { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number { text-align: right; }
details > summary { cursor: pointer; padding: .25rem 0; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin-bottom: .75rem; }
.tools[hidden] { display: none; }
input[type=search], button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--faint);
  border-radius: .4rem; padding: .35rem .7rem; }
input[type=search] { min-width: min(20rem, 100%); } button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; color: var(--faint); font-size: .875rem; margin: .5rem 0 0;
  padding: 0; list-style: none; }
.key li::before { content: ""; display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem;
  border-radius: .2rem; background: var(--hue); vertical-align: -.1rem; }
.picture { position: relative; overflow: auto; max-height: 85vh; border: 1px solid var(--line); border-radius: .6rem;
  background: radial-gradient(var(--line) 1px, transparent 1px) 0 0 / 24px 24px, var(--paper); }
.canvas { position: relative; width: max-content; min-width: 100%; padding: 1.5rem; }
.canvas > svg { position: absolute; inset: 0; pointer-events: none; fill: none; stroke: var(--call); opacity: .75; }
.tree, .tree ul { list-style: none; margin: 0; padding: 0; }
.tree ul { position: relative; padding-left: 2.5rem; }
.tree li { position: relative; display: flex; align-items: flex-start; padding: .3rem 0; }
.tree ul > li::before { content: ""; position: absolute; left: -1.5rem; top: 1.5rem; width: 1.5rem;
  border-top: 2px solid var(--line); }
.tree ul > li::after { content: ""; position: absolute; left: -1.5rem; top: 0; bottom: 0;
  border-left: 2px solid var(--line); }
.tree ul > li:first-child::after { top: 1.5rem; } .tree ul > li:last-child::after { bottom: auto; height: 1.6rem; }
.tree ul > li:only-child::after { display: none; }
.tree ul::before { content: ""; position: absolute; left: 0; top: 1.5rem; width: 1rem;
  border-top: 2px solid var(--line); }
.tree li:has(> .fold > input:not(:checked)) > ul { display: none; }
.card { --hue: var(--instance); background: var(--card); border: 1px solid var(--line);
  border-left: 4px solid var(--hue);
  border-radius: .5rem; padding: .35rem .7rem .45rem; width: 19rem; flex: none;
  box-shadow: 0 1px 2px rgb(0 0 0 / .08); }
.card.call, .key .call { --hue: var(--call); }
.card.other, .key .other { --hue: var(--other); } .key .instance { --hue: var(--instance); }
.card:target { outline: 3px solid var(--call); } .card.found { background: var(--mark); }
.card .step { color: var(--faint); font-size: .8rem; overflow-wrap: anywhere; }
.card h3 { font-size: .95rem; margin: 0; overflow-wrap: anywhere; } .card .module { color: var(--faint);
  font-size: .8rem; }
.card .facts { display: grid; grid-template-columns: minmax(3rem, max-content) 1fr; gap: 0 .6rem; font-size: .8rem;
  margin-top: .25rem; padding-top: .25rem; border-top: 1px solid var(--soft); }
.card .facts dd { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.card .facts dt { overflow-wrap: anywhere; max-width: 8rem; }
.chips { display: flex; flex-wrap: wrap; gap: .25rem; margin-top: .3rem; } .chips a { font-size: .8rem;
  background: var(--soft); border-radius: 1rem; padding: 0 .6rem; text-decoration: none; max-width: 100%;
  overflow-wrap: anywhere; }
.more { color: var(--faint); font-size: .8rem; font-style: italic; }
.fold { display: grid; place-items: center; width: 1.6rem; height: 1.6rem; margin: .7rem 0 0 .35rem; flex: none;
  position: relative; z-index: 1; }
.fold input { appearance: none; position: absolute; inset: 0; margin: 0; border: 1px solid var(--faint);
  border-radius: 50%;
  background: var(--card); cursor: pointer; }
.fold input::after { content: "+"; position: absolute; inset: 0; display: grid; place-items: center; font-weight: 600; }
.fold input:checked::after { content: "\\2212"; }
@media (max-width: 48rem) { dl { grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); }
  td { overflow-wrap: anywhere; } td:not(:last-child):not(:has(code)) { white-space: nowrap; }
  .stacked thead { position: absolute; clip-path: inset(50%); }
  .stacked tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .1rem .75rem; padding: .5rem 0;
  border-bottom: 1px solid var(--line); }
  .stacked td { grid-column: 1 / -1; border: 0; padding: 0; } .stacked td:nth-child(1) { grid-area: 1 / 1; }
  .stacked td:nth-child(2) { grid-area: 1 / 2; } .stacked td.number::before { content: "byte "; color: var(--faint); } }
@media print { .picture { max-height: none; overflow: visible; } .tools { display: none; } }
"""
