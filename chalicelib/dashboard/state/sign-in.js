// Signing in: with an access token, or with the deployment's OpenID Connect issuer, by the code flow with PKCE (RFC 7636).

import { useEffect, useRef, useState } from "../lib/html.js";
import { request } from "./api.js";
import { refusalOf, signInProblem } from "./problem.js";
import { signIn } from "./session.js";

// The issuer sends people back to this one address, whatever view they were in.
const HERE = new URL("../../..", import.meta.url).href;
const KEY = "refresh.oidc";
const CHANNEL = "refresh.oidc";
const AGAIN = "again-";

const metadata = (/** @type {string} */ name) =>
  document.querySelector(`meta[name="oidc-${name}"]`)?.getAttribute("content") ?? "";

/** What the issuer calls this page, and where the issuer is; null: there is none. */
export const client = /** @type {Client} */ (
  metadata("client-id")
    ? { id: metadata("client-id"), issuer: metadata("issuer"), audience: metadata("audience") }
    : null
);

// What the issuer answered, or a stranger wrote into a link. It leaves the address bar, and counts once.
/** @type {Query} */
let arrived = Object.fromEntries(new URLSearchParams(location.search));
if (location.search) history.replaceState(null, "", HERE + location.hash);

/** Leave for the issuer; `finish` goes on when the issuer has sent the reader back. */
async function begin() {
  const { url, flow } = await prepare("");
  sessionStorage.setItem(KEY, JSON.stringify({ ...flow, hash: location.hash }));
  location.assign(url);
}

/** Return a token that the issuer gives in another window, so that this one loses nothing. */
async function beginAgain() {
  // At once, while the click still counts: browsers refuse a window that is opened later.
  const popup = open("", "_blank", "popup,width=520,height=680");
  if (!popup)
    throw new Error("The browser blocked the sign-in window. Allow pop-ups for this page, or use an access token.");
  // No page on the way may move this one.
  popup.opener = null;
  const { url, flow } = await prepare(AGAIN).catch((problem) => {
    popup.close();
    throw problem;
  });
  popup.location.assign(url);
  const answers = new BroadcastChannel(CHANNEL);
  try {
    const answer = await new Promise((resolve) => {
      answers.onmessage = ({ data }) => data.state === flow.state && resolve(data);
    });
    return await exchange(answer, flow);
  } finally {
    answers.close();
  }
}

/** Return the token of a reader who comes back from the issuer, else null. */
async function finish() {
  const answer = arrived;
  arrived = {};
  if (!answer.code && !answer.error) return null;
  if (answer.state?.startsWith(AGAIN)) {
    // Without the verifier, which the other window has, the code is worth nothing.
    new BroadcastChannel(CHANNEL).postMessage(answer);
    close();
    return null;
  }
  const flow = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  // Somebody else's answer, slipped in by a link: it says nothing here, and ends nothing.
  if (!flow || answer.state !== flow.state) throw new Error("This sign-in was not started in this tab. Try again.");
  sessionStorage.removeItem(KEY);
  history.replaceState(null, "", HERE + flow.hash);
  dispatchEvent(new Event("hashchange"));
  return exchange(answer, flow);
}

/** @param {string} prefix */
async function prepare(prefix) {
  const about = await json(`${client.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const flow = { state: prefix + word(), verifier: word(), endpoint: about.token_endpoint };
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(flow.verifier));
  const url = new URL(about.authorization_endpoint);
  const query = {
    response_type: "code",
    client_id: client.id,
    redirect_uri: HERE,
    scope: "openid profile",
    audience: client.audience,
    state: flow.state,
    code_challenge: base64(new Uint8Array(hash)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { url: url.href, flow };
}

/** Return the token for an answer to this flow. @param {Query} answer @param {Flow} flow @returns {Promise<string>} */
async function exchange({ code, error }, flow) {
  if (error) throw new Error(refusalOf(error));
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: client.id,
    redirect_uri: HERE,
    code: code ?? "",
    code_verifier: flow.verifier,
  });
  return (await json(flow.endpoint, { method: "POST", body })).access_token;
}

/** @param {string} url @param {RequestInit} options */
async function json(url, options = {}) {
  const answer = await fetch(url, { ...options, credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(`The issuer answered ${answer.status}.`);
  return answer.json();
}

function word() {
  return base64(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {boolean} again */
export function useSignIn(again) {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const latest = useRef(0);
  // The other window may never answer: an attempt that `waits` for it keeps the form usable.
  /** @param {() => Promise<string | null | undefined | void>} getToken @param {boolean} [waits] */
  const attempt = async (getToken, waits = false) => {
    const mine = (latest.current += 1);
    setBusy(!waits);
    setTrouble("");
    try {
      const token = await getToken();
      if (token && mine === latest.current) {
        const { role } = await request("GET", "executions?limit=1", { token });
        signIn(token, role);
      }
    } catch (error) {
      if (mine === latest.current) setTrouble(signInProblem(error));
    }
    if (mine === latest.current) setBusy(false);
  };
  useEffect(() => {
    if (client && !again) attempt(finish);
  }, []);
  return {
    trouble,
    busy,
    withIssuer: () => attempt(again ? beginAgain : begin, again),
    withToken: (/** @type {string} */ token) => attempt(async () => checked(token)),
  };
}

/** Return a token without the spaces around it. Throws an Error where it cannot be one. @param {string} typed */
function checked(typed) {
  const token = typed.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error("A token is one word, without spaces.");
  return token;
}
