// Where the reader is.

import { store } from "../lib/html.js";
import { parseLink } from "./links.js";

const read = () => parseLink(location.hash);

export const route = store(read());
addEventListener("hashchange", () => route.set(read()));
