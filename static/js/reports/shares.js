// Shares as people read them: a rate to two digits, the counts beside it.

import { count } from "../ui/messages.js";

export const percent = (rate) => (rate == null ? "–" : `${(100 * rate).toFixed(2)} %`);

export const ratio = (share) => `${count(share.count)} / ${count(share.of)}`;
