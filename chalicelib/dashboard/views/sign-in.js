// Asks for a token, and what it may do.

import { ask } from "../api.js";
import { html, useState } from "../html.js";
import { signIn } from "../session.js";
import { Dialog } from "./dialog.js";

/** The window that asks; `again` where the API no longer takes the token that it had. */
export function SignIn({ again }) {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const token = new FormData(event.target).get("token").trim();
    if (!/^[\x21-\x7e]+$/.test(token)) {
      setTrouble("A token is one word of letters, digits and signs.");
      return;
    }
    setBusy(true);
    try {
      const { role } = await ask("GET", "executions?limit=1", { token });
      signIn(token, role);
    } catch (problem) {
      setTrouble(words(problem));
      setBusy(false);
    }
  };
  return html`<${Dialog} label="Sign in">
    <form class="sign-in" onSubmit=${submit}>
      <h1><span class="mark" aria-hidden="true"></span>Database refresh</h1>
      <p>${again ? "Your token is no longer taken. Sign in again to go on where you were." : "Sign in to see the refreshes."}</p>
      <label for="token">Access token</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="off"
        spellcheck="false"
        required
        autofocus
        aria-invalid=${trouble ? "true" : null}
        aria-describedby="token-note"
      />
      <p id="token-note" class=${trouble ? "wrong" : "faint"} role=${trouble ? "alert" : null}>
        ${trouble || "It stays in this tab, until you close it or sign out."}
      </p>
      <button type="submit" class="main" disabled=${busy}>${busy ? "Looking…" : "Sign in"}</button>
    </form>
  <//>`;
}

function words(problem) {
  if (problem.status === 401) return "Nobody is known by this token.";
  if (problem.status === 403) return "This token is known, but may not see the refreshes.";
  return `${problem.title}. ${problem.detail}`;
}
