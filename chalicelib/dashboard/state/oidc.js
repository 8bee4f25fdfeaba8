// Signing in with the deployment's OpenID Connect issuer: the code flow with PKCE (RFC 7636).

// The issuer sends people back to the page itself, at one address whatever they were looking at.
const HERE = new URL("../../..", import.meta.url).href;
const KEY = "refresh.oidc";
const CHANNEL = "refresh.oidc";
const AGAIN = "again-";

const told = (name) => document.querySelector(`meta[name="oidc-${name}"]`)?.content;

/** Who the issuer is and what the page is called there; null where there is none. */
export const client = told("client-id")
  ? { id: told("client-id"), issuer: told("issuer"), audience: told("audience") }
  : null;

/** Leave for the issuer; `finish` goes on when it has sent the reader back. */
export async function begin() {
  const { url, flow } = await prepare("");
  sessionStorage.setItem(KEY, JSON.stringify({ ...flow, hash: location.hash }));
  location.assign(url);
}

/** Return a token that the issuer gives in a window of its own, so that this one loses nothing. */
export async function beginAgain() {
  // At once, while the click still counts: browsers refuse a window that is opened later.
  const popup = open("", "_blank", "popup,width=520,height=680");
  if (!popup) throw new Error("The browser blocked the sign-in window. Allow pop-ups for this page, or use an access token.");
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

/** Return the token that the reader has come back with, or null where they come from elsewhere. */
export async function finish() {
  const answer = Object.fromEntries(new URLSearchParams(location.search));
  if (!client || !answer.state || !(answer.code || answer.error)) return null;
  if (answer.state.startsWith(AGAIN)) {
    // The window that asked has what the code alone is worth nothing without.
    new BroadcastChannel(CHANNEL).postMessage(answer);
    close();
    return null;
  }
  const flow = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  history.replaceState(null, "", `${HERE}${flow?.hash ?? ""}`);
  dispatchEvent(new Event("hashchange"));
  return exchange(answer, flow);
}

async function prepare(prefix) {
  const about = await json(`${client.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const flow = { state: prefix + word(), verifier: word(), endpoint: about.token_endpoint };
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(flow.verifier));
  const url = new URL(about.authorization_endpoint);
  const asked = {
    response_type: "code",
    client_id: client.id,
    redirect_uri: HERE,
    scope: "openid profile",
    audience: client.audience,
    state: flow.state,
    code_challenge: base64(new Uint8Array(hash)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return { url: url.href, flow };
}

async function exchange({ code, state, error, error_description: why }, flow) {
  if (error) throw new Error(why ?? error);
  // Somebody else's sign-in, slipped in by a link.
  if (!flow || state !== flow.state) throw new Error("This sign-in was not started in this tab. Try again.");
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: client.id,
    redirect_uri: HERE,
    code,
    code_verifier: flow.verifier,
  });
  return (await json(flow.endpoint, { method: "POST", body })).access_token;
}

async function json(url, options = {}) {
  const answer = await fetch(url, { ...options, credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(`The issuer answered ${answer.status}.`);
  return answer.json();
}

function word() {
  return base64(crypto.getRandomValues(new Uint8Array(32)));
}

function base64(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
