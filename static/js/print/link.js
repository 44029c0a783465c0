// A link to the sheet of what is on the map now: <a data-print="/print/dispatch">.
// It takes along the question in the address and the box the map shows.

function follow(event) {
  const filtered = event.target.closest?.("a[data-filtered]");
  if (filtered) filtered.href = `${filtered.dataset.filtered}${location.search}`;
  const link = event.target.closest?.("a[data-print]");
  if (!link) return;
  const asked = new URLSearchParams(location.search);
  const box = document.querySelector("[data-box]")?.dataset.box;
  if (box) asked.set("extent", box);
  link.href = `${link.dataset.print}?${asked}`;
}

for (const event of ["click", "auxclick", "contextmenu"]) addEventListener(event, follow, true);
