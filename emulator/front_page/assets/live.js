// Renews what is live on this page by fetching the page anew. Without script, the page reloads itself.
"use strict";

const SECONDS = 3;

function secondsBetween() {
  const region = document.querySelector("[data-live]");
  return (region !== null && Number(region.dataset.live)) || SECONDS;
}

// What was opened stays open.
function openAgain(region, renewed) {
  for (const details of region.querySelectorAll("details[id][open]")) {
    const same = renewed.querySelector(`#${CSS.escape(details.id)}`);
    if (same !== null) {
      same.open = true;
    }
  }
}

function isInUse(region) {
  const selection = document.getSelection();
  return region.contains(document.activeElement) || (selection !== null && !selection.isCollapsed);
}

function note(text) {
  const place = document.getElementById("live-note");
  if (place !== null && place.textContent !== text) {
    place.textContent = text;
  }
}

async function renew() {
  const region = document.querySelector("[data-live]");
  if (region === null || document.hidden || isInUse(region)) {
    return;
  }
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const renewed = page.querySelector("[data-live]");
    if (renewed !== null) {
      openAgain(region, renewed);
    }
    if (renewed !== null && renewed.innerHTML !== region.innerHTML && !isInUse(region)) {
      region.replaceChildren(...renewed.childNodes);
    }
  } catch {
    note("The emulator does not answer.");
  }
}

setInterval(renew, secondsBetween() * 1000);
