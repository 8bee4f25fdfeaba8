// Asks who the reader is: the issuer's sign-in where there is one, or an access token.

import { html } from "../lib/html.js";
import { NAME } from "../state/announce.js";
import { useEnvironment } from "../state/session.js";
import { client, useSignIn } from "../state/sign-in.js";
import { Dialog } from "./fields.js";
import { Environment } from "./header.js";
import { useTab } from "./tab.js";

/** The window; `again` if the API no longer accepts the token. @param {{ again: boolean }} props */
export function SignIn({ again }) {
  const { trouble, busy, withIssuer, withToken } = useSignIn(again);
  const here = useEnvironment();
  // What is seen below has its own title.
  useTab(again ? null : NAME);
  const form = html`<${TokenForm} withToken=${withToken} busy=${busy} wrong=${!client && trouble} />`;
  return html`<${Dialog} label="Sign in">
    <div class="sign-in">
      <h1><span class="mark" aria-hidden="true"></span>${NAME} <${Environment} ...${here} /></h1>
      <p>
        ${again ? "Your token is no longer accepted. Sign in again to continue." : "Sign in to see the refreshes."}
      </p>
      ${
        client
          ? html`
            <button type="button" class="main" disabled=${busy} onClick=${withIssuer}>
              ${`Sign in at ${new URL(client.issuer).host}`}
            </button>
            <details>
              <summary>Use an access token</summary>
              ${form}
            </details>
          `
          : form
      }
      ${trouble && html`<p class="wrong" role="alert">${trouble}</p>`}
    </div>
  <//>`;
}

/** @param {{ withToken: (typed: string) => void, busy: boolean, wrong: boolean }} props */
function TokenForm({ withToken, busy, wrong }) {
  const submit = (/** @type {any} */ event) => {
    event.preventDefault();
    withToken(String(new FormData(event.target).get("token")));
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
    <p id="token-note" class="faint">The token stays in this tab until you close it or sign out.</p>
    <button type="submit" class=${client ? "" : "main"} disabled=${busy}>
      ${busy ? "Signing in…" : "Sign in"}
    </button>
  </form>`;
}
