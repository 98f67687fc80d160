// Copies the address of exactly what is on the screen.
import { word } from "../shared/words.js";

const OWN = "own"; // a private picture, which no link carries

export default function mount({ parentElement, data }) {
  if (data?.soon) import(`../${data.soon}`).catch(() => {}); // whoever needs it fetches it again, and says what failed

  if (parentElement.querySelector("button")) return;
  const button = document.createElement("button"),
    label = word("copy_link");
  button.type = "button";
  button.textContent = label;
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.className = "hidden";
  // the link shows what is on the screen; the word that lets others steer a run is handed out by its owner alone
  const here = () => {
    const link = new URL(location.href);
    if (link.searchParams.has("steer")) link.searchParams.delete("steer");
    return link.href;
  };
  const field = document.createElement("input");
  field.readOnly = true;
  field.hidden = true;
  field.setAttribute("aria-label", word("link"));
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(here());
      button.textContent = status.textContent = word("link_copied");
      setTimeout(() => {
        button.textContent = label;
        status.textContent = "";
      }, 2000);
      missing.hidden = new URL(here()).searchParams.get("picture") !== OWN;
    } catch {
      // plain http in a lecture hall has no clipboard: show the address, selected
      field.hidden = false;
      field.value = here();
      field.focus();
      field.select();
      missing.hidden = new URL(here()).searchParams.get("picture") !== OWN;
    }
  };
  const missing = document.createElement("p");
  missing.setAttribute("role", "note");
  missing.textContent = word("link_without_picture");
  missing.hidden = true;
  parentElement.append(button, field, status, missing);
}
