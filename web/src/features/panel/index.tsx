import type { ReactElement } from "react";

import { DataSection } from "./DataSection";
import { FineTuneSection } from "./FineTuneSection";
import { JobsSection } from "./JobsSection";
import { ModelSection } from "./ModelSection";
import classes from "./panel.module.css";

/** Bring images, train, fine-tune, and watch what runs. */
export default function PanelPage(): ReactElement {
  return (
    <div className={classes.page}>
      <div className={classes.left}>
        <DataSection />
        <ModelSection />
        <FineTuneSection />
      </div>
      <div className={classes.right}>
        <JobsSection />
      </div>
    </div>
  );
}
