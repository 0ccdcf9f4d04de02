// What is typed in the forms of a meeting's page, kept in this tab until it is sent: through a lost connection, a new
// log-in and a reloaded page. By person and by page, and gone at log-out (drafts.js).

const prefix = `casework:draft:${document.documentElement.dataset.person ?? ""}:${location.pathname}:`;
const KEPT = "textarea, input[type=text], input[type=date], input[type=number], input:not([type]), select:not([multiple])";
const nameOf = (form) => prefix + form.getAttribute("action");

// Storage may be shut off or full; then the fields alone hold it.
function stored(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

const typedIn = (form) => Array.from(form.elements).filter((field) => field.name && field.matches(KEPT));

function asDrawn(field) {
  if (!field.options) return field.defaultValue;
  return (Array.from(field.options).find((option) => option.defaultSelected) ?? field.options[0])?.value;
}

export function keep(form) {
  const values = typedIn(form)
    .filter((field) => field.value !== asDrawn(field))
    .map((field) => [field.name, field.value]);
  form.toggleAttribute("data-written", values.length > 0);
  stored((box) => (values.length ? box.setItem(nameOf(form), JSON.stringify(values)) : box.removeItem(nameOf(form))));
}

export function forget(form) {
  form.removeAttribute("data-written");
  stored((box) => box.removeItem(nameOf(form)));
}

export function restore(part) {
  for (const form of part.querySelectorAll("form")) {
    const values = stored((box) => JSON.parse(box.getItem(nameOf(form)) ?? "null"));
    for (const [name, value] of values ?? []) {
      const field = typedIn(form).find((one) => one.name === name);
      if (!field) continue;
      field.value = value;
      form.toggleAttribute("data-written", true);
      const folded = field.closest("details");
      if (folded) folded.open = true;
    }
  }
}
