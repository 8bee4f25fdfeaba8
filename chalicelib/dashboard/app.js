import { html, render } from "./html.js";

render(html`<h1>Database refresh</h1>`, document.getElementById("app"));
