// Asks who the reader is: of the issuer where there is one, or by an access token.

import { ask } from "../state/api.js";
import { NAME, useTab } from "../state/announce.js";
import { useEnvironment } from "../state/environment.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { begin, beginAgain, client, finish } from "../state/oidc.js";
import { signIn } from "../state/session.js";
import { Dialog } from "./dialog.js";
import { Environment } from "./header.js";

/** The window that asks; `again` where the API no longer takes the token that it had. */
export function SignIn({ again }) {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const latest = useRef(0);
  const here = useEnvironment();
  // What is seen below has its own title.
  useTab(again ? null : NAME);
  // What `waits` for another window may never come, so that something else can be tried meanwhile.
  const attempt = async (work, { waits = false } = {}) => {
    const mine = (latest.current += 1);
    setBusy(!waits);
    setTrouble("");
    try {
      const token = await work();
      if (token && mine === latest.current) {
        const { role } = await ask("GET", "executions?limit=1", { token });
        signIn(token, role);
      }
    } catch (problem) {
      if (mine === latest.current) setTrouble(words(problem));
    }
    if (mine === latest.current) setBusy(false);
  };
  useEffect(() => {
    if (client && !again) attempt(finish);
  }, []);
  return html`<${Dialog} label="Sign in">
    <div class="sign-in">
      <h1><span class="mark" aria-hidden="true"></span>${NAME} <${Environment} ...${here} /></h1>
      <p>
        ${again
          ? "Your token is no longer accepted. Sign in again to go on where you were."
          : "Sign in to see the refreshes."}
      </p>
      ${client &&
      html`<button
        type="button"
        class="main"
        disabled=${busy}
        onClick=${() => attempt(again ? beginAgain : begin, { waits: again })}
      >
        ${`Sign in at ${new URL(client.issuer).host}`}
      </button>`}
      ${client
        ? html`<details>
            <summary>Use an access token</summary>
            <${TokenForm} attempt=${attempt} busy=${busy} />
          </details>`
        : html`<${TokenForm} attempt=${attempt} busy=${busy} wrong=${Boolean(trouble)} />`}
      ${trouble && html`<p class="wrong" role="alert">${trouble}</p>`}
    </div>
  <//>`;
}

function TokenForm({ attempt, busy, wrong }) {
  const submit = (event) => {
    event.preventDefault();
    const token = new FormData(event.target).get("token").trim();
    attempt(async () => {
      if (!/^[\x21-\x7e]+$/.test(token)) throw new Error("A token is one word, without spaces.");
      return token;
    });
  };
  return html`<form class="sign-in" onSubmit=${submit}>
    <label for="token">Access token</label>
    <input
      id="token"
      name="token"
      type="password"
      autocomplete="off"
      spellcheck="false"
      required
      autofocus
      aria-invalid=${wrong ? "true" : null}
      aria-describedby="token-note"
    />
    <p id="token-note" class="faint">It stays in this tab, until you close it or sign out.</p>
    <button type="submit" class=${client ? "" : "main"} disabled=${busy}>
      ${busy ? "Signing in…" : "Sign in"}
    </button>
  </form>`;
}

function words(problem) {
  if (problem.status === 401) return "This token is not known here. It may have expired, or be of another environment.";
  if (problem.status === 403) return "This token has no role here: it may not see the refreshes.";
  return problem.title ? `${problem.title}. ${problem.detail}` : problem.message;
}
