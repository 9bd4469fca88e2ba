/** Style of the page. Fonts of the system, dark where the system is dark, one connector unbroken on paper. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8885; --soft: #8882; --accent: #0a6ed1; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0 0 .5rem; } small { font-weight: normal; opacity: .7; }
.path { display: flex; flex-wrap: wrap; gap: .25rem 1.75rem; padding-left: 1.25rem; font-size: .9rem; }
section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; break-inside: avoid; }
dl { margin: 0; } dl > div { display: grid; grid-template-columns: 13.5rem 1fr; gap: .5rem; padding: .35rem 0; border-top: 1px solid var(--line); }
dt { font-weight: 600; } dd { margin: 0; display: flex; gap: .5rem; align-items: start; }
code { font: .9rem/1.6 ui-monospace, monospace; overflow-wrap: anywhere; flex: 1; white-space: pre-wrap; }
.value { cursor: copy; } .value:hover { background: var(--soft); }
[hidden] { display: none; }
button { font: inherit; font-size: .85rem; padding: .05rem .6rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--soft); cursor: pointer; }
button:focus-visible { outline: 2px solid var(--accent); }
.note { border-left: 4px solid #e9730c; padding-left: .75rem; margin: .5rem 0; }
footer { font-size: .85rem; opacity: .75; } #said { position: fixed; bottom: 1rem; right: 1rem; margin: 0; }
@media (max-width: 40rem) { dl > div { grid-template-columns: 1fr; gap: 0; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } button, #said { display: none; } .path { display: block; } }
`;

/** Copying and showing. Values are read from the page as text; nothing is ever written into it as markup. */
export const SCRIPT = `
'use strict';
const said = document.getElementById('said');
const valueOf = (element) => element.closest('dd').querySelector('.value');
function copyBySelection(text) {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
async function copy(element) {
  const text = valueOf(element).textContent;
  let done = true;
  try { await navigator.clipboard.writeText(text); } catch { done = copyBySelection(text); }
  const label = element.closest('dl > div').querySelector('dt').textContent;
  said.textContent = done ? label + ' copied' : 'The browser does not let this page copy';
}
function toggle(button) {
  const value = valueOf(button);
  value.hidden = !value.hidden;
  button.closest('dd').querySelector('.mask').hidden = !value.hidden;
  button.textContent = value.hidden ? 'Show' : 'Hide';
}
document.addEventListener('click', (event) => {
  const { target } = event;
  if (target.matches('.copy, .value')) copy(target);
  if (target.matches('.show')) toggle(target);
});
`;
