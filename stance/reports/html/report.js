// What a reader gains with JavaScript: theme, sorting, filters. Without it everything is shown.
"use strict";

const root = document.documentElement;

// ---------------------------------------------------------------- theme
const theme = document.getElementById("theme");
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches);
const nameTheme = () => { theme.textContent = isDark() ? "Light theme" : "Dark theme"; };
theme.hidden = false;
theme.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
});
systemIsDark.addEventListener("change", nameTheme);
nameTheme();

// ---------------------------------------------------------------- a link into a folded run
const reveal = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = place && place.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  place.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();

// ---------------------------------------------------------------- print unfolds everything
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) {
    folded.dataset.folded = "";
    folded.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const unfolded of document.querySelectorAll("details[data-folded]")) {
    delete unfolded.dataset.folded;
    unfolded.open = false;
  }
});

// ---------------------------------------------------------------- sorting
const number = (text) => {
  const found = text.replaceAll(",", "").replace("\u2212", "-").match(/^[<+]?\s?(-?\d+(\.\d+)?)/);
  return found ? Number(found[1]) : NaN;
};

const sortKey = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
};

// Numbers by size, words by the alphabet, what has no value last in either direction.
const compare = (a, b, direction) => {
  if (a === "-" || b === "-") return (a === "-") - (b === "-");
  const [x, y] = [number(a), number(b)];
  const isNumeric = !Number.isNaN(x) && !Number.isNaN(y);
  return direction * (isNumeric ? x - y : a.localeCompare(b, "en", { numeric: true }));
};

const NEXT = { none: "descending", descending: "ascending", ascending: "none" };
const NEXT_OF_WORDS = { none: "ascending", ascending: "descending", descending: "none" };

const makeSortable = (table) => {
  const body = table.tBodies[0];
  const original = [...body.rows];
  if (original.length < 2) return;
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    if (heading.tagName !== "TH") return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    heading.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const order = heading.matches(".n, .i") ? NEXT : NEXT_OF_WORDS;
      const next = order[heading.getAttribute("aria-sort")];
      for (const other of headings) if (other.ariaSort) other.setAttribute("aria-sort", "none");
      heading.setAttribute("aria-sort", next);
      const direction = next === "ascending" ? 1 : -1;
      const keyed = original.map((row) => [sortKey(row, column), row]);
      if (next !== "none") keyed.sort((a, b) => compare(a[0], b[0], direction));
      body.append(...keyed.map(([, row]) => row));
    });
  });
};

// ---------------------------------------------------------------- filters
const labelled = (text, control) => {
  const label = document.createElement("label");
  label.append(text, control);
  return label;
};

const choices = (rows, column) => {
  const select = document.createElement("select");
  const values = new Set(rows.map((row) => row.cells[column].textContent));
  select.add(new Option("all", ""));
  for (const value of [...values].sort()) select.add(new Option(value, value));
  return select;
};

const makeFilter = (table) => {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 2) return;
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const search = document.createElement("input");
  search.type = "search";
  const facets = [...table.tHead.rows[0].cells].filter((cell) => "facet" in cell.dataset);
  const selects = facets.map((facet) => choices(rows, facet.cellIndex));
  const told = document.createElement("output");
  const bar = document.createElement("div");
  bar.className = "filters";
  bar.append(labelled("Find", search));
  facets.forEach((facet, i) => bar.append(labelled(facet.textContent, selects[i])));
  bar.append(told);
  table.closest(".box").before(bar);
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    let shown = 0;
    rows.forEach((row, r) => {
      const fits = words.every((word) => texts[r].includes(word))
        && selects.every((select, i) => !select.value
          || row.cells[facets[i].cellIndex].textContent === select.value);
      row.hidden = !fits;
      shown += fits;
    });
    told.textContent = `${shown} of ${rows.length} shown`;
  };
  bar.addEventListener("input", apply);
  apply();
};

// Filters first: their labels are what the headings say before these become buttons.
for (const table of document.querySelectorAll("table[data-filter]")) makeFilter(table);
for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
