// The tools of the draft, each with what it works on.

import { find } from "../ui/dom.js";
import { EdgesTool } from "./edges_tool.js";
import { LineTool } from "./line_tool.js";
import { Cut, Reshape, Split } from "./line_uses.js";
import { PaintTool } from "./paint_tool.js";
import { SeamNote } from "./seam_note.js";
import { SelectTool } from "./select_tool.js";
import { Toolbox } from "./toolbox.js";

export function makeTools({ draft, map, stage, rail, selection, snap, pick, merge, panel }) {
  const common = { draft, map, stage, rail, selection, snap, pick };
  const changed = () => toolbox.draw();
  const note = new SeamNote(find(".seam-note"), draft);
  const edges = new EdgesTool({ ...common, note });
  const toolbox = new Toolbox({
    bar: find(".tools"),
    options: find(".tool-options"),
    stage: stage.element.parentElement,
    map,
    tools: {
      select: new SelectTool({ ...common, onGrid: (code) => panel.showGrid(code) }),
      brush: new PaintTool("brush", { ...common, changed }),
      rectangle: new PaintTool("rectangle", { ...common, changed }),
      lasso: new PaintTool("lasso", { ...common, changed }),
      edges,
      cut: new LineTool(new Cut(draft, map), common),
      reshape: new LineTool(new Reshape(draft, map), common),
      split: new LineTool(new Split(draft, map), common),
    },
    acts: { merge },
  });
  stage.on("moved", () => edges.zoomed());
  return toolbox;
}
