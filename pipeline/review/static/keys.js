// Keyboard on lists of edits: j and k move, a, r and u decide, Enter opens the document. Forms work without this file.
"use strict";
const cards = [...document.querySelectorAll("li.edit")];
const current = () => cards.indexOf(document.activeElement?.closest("li.edit"));
const typing = (target) => target.closest("input, select, textarea, button, a") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || cards.length === 0) return;
  const at = current();
  if (event.key === "Enter" && at >= 0 && !typing(event.target) && cards[at].dataset.open) {
    location.href = cards[at].dataset.open;
  } else if (event.target.closest("input, select, textarea")) {
    return;
  } else if (event.key === "j" || event.key === "k") {
    const next = Math.min(cards.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
    cards[next].focus();
    cards[next].scrollIntoView({ block: "nearest" });
  } else if (at >= 0) {
    const button = cards[at].querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (button) {
      sessionStorage.setItem("edit", String(at));
      button.click();
    }
  }
});

const before = Number(sessionStorage.getItem("edit") ?? -1);
if (before >= 0 && cards[before]) cards[Math.min(before + 1, cards.length - 1)].focus();
sessionStorage.removeItem("edit");
